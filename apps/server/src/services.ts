import type { MigrationFile } from "@handsfree/migrator";
import type { Context } from "@handsfree/repositories";
import type { RetentionPolicy } from "@handsfree/repositories/privacy";
import type { WebhookSigningKey } from "@handsfree/repositories/webhook-endpoints";
import type { WebhookIntake, WebhookSource } from "@handsfree/repositories/webhooks";
import type { Database } from "@handsfree/schema";
import type { Registry } from "@prometheus-io/client";
import type { Kysely } from "kysely";
import type { RateLimits } from "./access/limit-rates.ts";
import type { DatabaseQueues } from "./database-queues.ts";
import type { MaintenanceRuns } from "./maintenance/runs.ts";
import type { DiskSpace } from "./health/disk-space.ts";
import type { NotificationSettings } from "./notifications/settings.ts";
import type { SignInSettings } from "./sign-in/settings.ts";
import type { BuiltConsole } from "./routes/console/read-console.ts";
import type { Tracing } from "./tracing/start-tracing.ts";
import type { ReaderLimits } from "./http/watch-readers.ts";
import type { AddressRules } from "@handsfree/executors/outgoing";

/** The dependencies and settings of the routes. */
export interface Services {
  readonly db: Kysely<Database>;
  readonly context: Context;
  /** The migrations of this release. */
  readonly migrations: readonly MigrationFile[];
  /** The senders of deliveries, each at `/v1/webhooks/` and its name. Default none. */
  readonly webhookSources?: readonly WebhookSource[];
  /** Which deliveries are taken in, and which parts of them are kept. Default: that of the repositories. */
  readonly webhookIntake?: WebhookIntake;
  /**
   * The key from which the secrets of webhook endpoints are derived, and what seals the addresses of notification channels.
   * Default none, and neither can be made.
   */
  readonly webhookSigningKey?: WebhookSigningKey | undefined;
  /** How people are notified. Default: by Web Push alone. */
  readonly notifications?: NotificationSettings | undefined;
  /** Which addresses the URL of a webhook endpoint may have. Default: public ones by https. */
  readonly webhookAddresses?: AddressRules;
  /** The periods of the daily removal by age. Default: nothing is removed by age. */
  readonly retention?: RetentionPolicy | undefined;
  /** Host names besides the loopback ones that callers may use. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Whether a proxy that terminates TLS is in front. Default false. */
  readonly behindProxy?: boolean | undefined;
  /** How people sign in. Default: by links and passkeys, at http://localhost:8080. */
  readonly signIn?: SignInSettings | undefined;
  /** The page for people. Default none, and `/` says how to build it. */
  readonly console?: BuiltConsole | undefined;
  /** The most actions of one user that may wait at a time. Default 100. */
  readonly openActionLimit?: number | undefined;
  /** How many requests are answered in ten seconds. Default: no limits. */
  readonly rateLimits?: RateLimits;
  /** What waits in the database. With it, the server refuses requests while it has too much to do. */
  readonly databaseQueues?: DatabaseQueues;
  /** The lowest pace of readers. Default: 16 KiB in 10 s. */
  readonly readerLimits?: ReaderLimits;
  /** The room that the volume of a DuckDB file must have for the server to be ready. Default: it is not checked. */
  readonly diskSpace?: DiskSpace | undefined;
  /** The last runs of maintenance. Default: there is none. */
  readonly maintenanceRuns?: MaintenanceRuns | undefined;
  /** Where the metrics are registered. Default: a registry of the app's own. */
  readonly metrics?: Registry;
  /** Makes a span of each request. Default: none are made. */
  readonly trace?: Tracing["trace"] | undefined;
  /** How long closing waits for requests in flight, in milliseconds. Default 25,000. */
  readonly shutdownGrace?: number;
}
