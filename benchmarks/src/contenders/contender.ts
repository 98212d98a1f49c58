import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { Seed } from "../data/seed.ts";
import type { SqlDialect } from "../data/sql-dialect.ts";
import type { TableName } from "../data/tables.ts";

export const contenderNames = ["ours", "stock", "node-api", "sqlite", "postgres"] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface NewCommand {
  readonly id: string;
  readonly userId: string;
  readonly intentName: string;
  readonly intentConfidence: number;
  /** JSON text. */
  readonly entities: string;
  readonly createdAt: Date;
}

export interface Delivery {
  readonly source: string;
  readonly deliveryId: string;
  readonly body: Uint8Array;
}

/** The outcome of a write that happens once, even if it is requested several times. */
export interface OnceOnly {
  /** The id of the stored row, even if another call wrote it. */
  readonly id: string;
  readonly repeated: boolean;
}

/** One way to keep the records, filled as `seed` describes. Every write is durable when it resolves. */
export interface Contender {
  readonly dialect: SqlDialect;
  /** The database of `ours`, for operations that only the repositories have. */
  readonly database?: Kysely<Database>;
  insertCommand(command: NewCommand): Promise<void>;
  /** Returns the text of its entities. */
  findCommand(userId: string, id: string): Promise<string | undefined>;
  /** Returns the text of its payload. */
  findAction(userId: string, token: string): Promise<string | undefined>;
  /** Confirms the action and writes its action log. False if another call has confirmed it. */
  confirm(userId: string, token: string): Promise<boolean>;
  recordOnce(userId: string, key: string): Promise<OnceOnly>;
  storeDelivery(delivery: Delivery): Promise<OnceOnly>;
  /** Returns ids of the user's logs, newest first. */
  newestLogs(userId: string, limit: number): Promise<string[]>;
  /** Counts the commands of each day, by days since 1970. */
  commandsByDay(): Promise<Map<number, number>>;
  /** Prepares and checks. Not measured. */
  execute(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface OpenContender {
  /** An empty folder for the contender's files. */
  readonly directory: string;
  readonly seed: Seed;
  readonly tables: readonly TableName[];
}
