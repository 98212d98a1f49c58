import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { Seed } from "../data/seed.ts";
import type { SqlDialect } from "../data/sql-dialect.ts";
import type { TableName } from "../data/tables.ts";

/** `ours` twice, one on each engine, and the same records in SQL that was written by hand. */
export const contenderNames = [
  "ours",
  "ours-postgres",
  "postgres",
  "postgres-pipelined",
  "sqlite",
  "node-api",
  "stock",
] as const;
export type ContenderName = (typeof contenderNames)[number];

/** The contenders that are HandsFree. */
export const ourNames: readonly ContenderName[] = ["ours", "ours-postgres"];

export interface NewCommand {
  readonly id: string;
  readonly userId: string;
  readonly intentName: string;
  readonly intentConfidence: number;
  /** JSON text. */
  readonly entities: string;
  readonly createdAt: Date;
}

export interface NewProposal {
  readonly userId: string;
  readonly actionType: string;
  readonly payload: object;
  /** The proposal is refused if this many of the owner's actions wait. */
  readonly openLimit: number;
}

/** A claimed action, whose report needs the token. */
export interface Claimed {
  readonly id: string;
  readonly token: string;
  /** JSON text. */
  readonly payload: string;
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
  /** Proposes an action and writes its action log. Returns its token, undefined above the limit of open actions. */
  propose(proposal: NewProposal): Promise<string | undefined>;
  /** Counts the open actions again after rows were written past `propose`. Not measured. */
  recountOpen?(): Promise<void>;
  /** Confirms the action and writes its action log. False if another call has confirmed it. */
  confirm(userId: string, token: string): Promise<boolean>;
  /** Begins the oldest due action of a type under a lease, and writes its action log. */
  claim(actionType: string, worker: string): Promise<Claimed | undefined>;
  /** Ends a claimed action and writes its action log. False if the lease is another's by now. */
  succeed(claimed: Claimed, result: object): Promise<boolean>;
  recordOnce(userId: string, key: string): Promise<OnceOnly>;
  storeDelivery(delivery: Delivery): Promise<OnceOnly>;
  /** Returns ids of the user's logs, newest first. */
  newestLogs(userId: string, limit: number): Promise<string[]>;
  /** Prepares and checks. Not measured. */
  execute(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface OpenContender {
  /** A folder for the contender's files. Empty unless they are seeded. */
  readonly directory: string;
  readonly seed: Seed;
  readonly tables: readonly TableName[];
  /** Whether another process has seeded the files. Only `ours` has this. */
  readonly isSeeded?: boolean;
}
