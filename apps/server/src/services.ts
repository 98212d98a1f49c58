import type { MigrationFile } from "@handsfree/migrator";
import type { Context, WebhookIntake, WebhookSource } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { ReaderLimits } from "./http/watch-readers.ts";

/** What the routes work with. */
export interface Services {
  readonly db: Kysely<Database>;
  readonly context: Context;
  /** What this release's schema is made of. */
  readonly migrations: readonly MigrationFile[];
  /** Whose deliveries are taken in, each at `/v1/webhooks/` and its name. Default none. */
  readonly webhookSources?: readonly WebhookSource[];
  /** What is taken in, and what is kept of it. Default: the repository's. */
  readonly webhookIntake?: WebhookIntake;
  /** Host names besides the loopback ones that callers may use. Default none. */
  readonly allowedHosts?: readonly string[];
  /** The most actions of one user that may wait at a time. Default: the repository's, 100. */
  readonly openActionLimit?: number | undefined;
  /** How slowly an answer may be read. Default: 16 KiB in 10 s. */
  readonly readerLimits?: ReaderLimits;
  /** How long a close waits for what is in flight, in milliseconds. Default 25,000. */
  readonly shutdownGrace?: number;
}
