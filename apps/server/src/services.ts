import type { MigrationFile } from "@handsfree/migrator";
import type { Context } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";

/** What the routes work with. */
export interface Services {
  readonly db: Kysely<Database>;
  readonly context: Context;
  /** What this release's schema is made of. */
  readonly migrations: readonly MigrationFile[];
  /** Undefined where none is set; deliveries are then refused. */
  readonly githubWebhookSecret: string | undefined;
  /** Host names besides the loopback ones that callers may use. Default none. */
  readonly allowedHosts?: readonly string[];
  /** The most actions of one user that may wait at a time. Default: the repository's, 100. */
  readonly openActionLimit?: number | undefined;
  /** How long a close waits for what is in flight, in milliseconds. Default 25,000. */
  readonly shutdownGrace?: number;
}
