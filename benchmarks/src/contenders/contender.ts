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

/** What came of a write that is made once however often it is asked for. */
export interface OnceOnly {
  /** Of the row that is on record now, whoever wrote it. */
  readonly id: string;
  readonly repeated: boolean;
}

/** One way to keep the records, holding what `seed` says. Every write is durable when it resolves. */
export interface Contender {
  readonly dialect: SqlDialect;
  /** Ours alone has it; for what only the repositories do. */
  readonly database?: Kysely<Database>;
  insertCommand(command: NewCommand): Promise<void>;
  /** The text of its entities. */
  findCommand(userId: string, id: string): Promise<string | undefined>;
  /** The text of its payload. */
  findAction(userId: string, token: string): Promise<string | undefined>;
  /** Confirms, with its row in the action logs, or says that someone else has. */
  confirm(userId: string, token: string): Promise<boolean>;
  recordOnce(userId: string, key: string): Promise<OnceOnly>;
  storeDelivery(delivery: Delivery): Promise<OnceOnly>;
  /** Ids of the user's logs, newest first. */
  newestLogs(userId: string, limit: number): Promise<string[]>;
  /** How many commands each day has, by days since 1970. */
  commandsByDay(): Promise<Map<number, number>>;
  /** Never measured: makes ready, and checks. */
  execute(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface OpenContender {
  /** An empty folder of its own. */
  readonly directory: string;
  readonly seed: Seed;
  readonly tables: readonly TableName[];
}
