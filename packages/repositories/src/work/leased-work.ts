import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable, Expression, ExpressionBuilder, Selectable, SqlBool } from "kysely";
import type { Context } from "../context.ts";

/** The columns of a lease. */
export interface LeasedRow {
  /** The hash of the token of the last lease; null where there was none, or it was taken away. */
  readonly lease_sha256: string | null;
  readonly lease_expires_at: Date | null;
  readonly attempts: number;
}

/** A table that has the columns of a lease. */
export type LeasedTable = {
  [Table in keyof Database]: Selectable<Database[Table]> extends LeasedRow ? Table : never;
}[keyof Database];

/** The types of a kind of leased work. */
export interface WorkTypes {
  readonly table: LeasedTable;
  /** What is read of a row. */
  readonly row: LeasedRow;
  /** What the audit record says of a change. */
  readonly step: unknown;
}

/** Another condition that a row must meet. */
export type Guard<Table extends LeasedTable> = (
  row: ExpressionBuilder<Database, Table>,
) => Expression<SqlBool>;

/** Which row, and the columns that must still be as they were read. */
export interface RowIdentity<T extends WorkTypes> {
  readonly key: string;
  readonly asRead: Partial<T["row"]>;
}

/** What a row gets, and what the audit record says of it. */
export interface Move<T extends WorkTypes> {
  readonly set: Partial<T["row"]>;
  readonly step: T["step"];
  /** What is inserted beside the audit record. */
  readonly records?: readonly Compilable[] | undefined;
}

/** An attempt that begins. */
interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly worker: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** A table of leased work, and the record of its changes. */
export interface WorkTable<T extends WorkTypes> {
  readonly table: T["table"];
  /** The column that a row is looked up by. */
  readonly key: "id" | "owned_key";
  /** @throws {TypeError} for a step that the table of transitions does not allow. */
  readonly requireLegal?: (step: T["step"]) => void;
  /** The insert of the audit record. */
  readonly record: (db: Executor<Database>, step: T["step"], context: Context) => Compilable;
  /** Is called after a change was made. */
  readonly afterChange?: (db: Executor<Database>, step: T["step"]) => Promise<void>;
}

/** Work that one worker at a time does under a lease. */
export interface LeasedWork<T extends WorkTypes> extends WorkTable<T> {
  readonly identify: (row: T["row"]) => RowIdentity<T>;
  /** The columns that say when the lease ends. */
  readonly leasedUntil: (end: Date) => Partial<T["row"]>;
  /** The condition that a worker may take a row: no lease holds it, and its time has come. */
  readonly isDue: (now: Date) => Guard<T["table"]>;
  /** How many attempts count. */
  readonly countAttempts: (row: T["row"]) => number;
  /** What an attempt changes beside the lease. */
  readonly begin: (row: T["row"], attempt: Attempt) => Move<T>;
}

/** What a claim of any work says. */
export interface WorkClaim {
  readonly worker: string;
  readonly leaseSeconds: number;
  /** A random number from 0 to below 1, by which workers who come together part. */
  readonly random: () => number;
}

/** The types of a kind of leased work that workers claim. */
export interface ClaimableTypes extends WorkTypes {
  readonly claim: WorkClaim;
  /** What a refused worker is shown of a row that has ended. */
  readonly shown: object;
}

/** Leased work that workers claim, and report on. */
export interface ClaimableWork<T extends ClaimableTypes> extends LeasedWork<T> {
  readonly find: (db: Executor<Database>, key: string) => Promise<T["row"] | undefined>;
  /** The keys of at most so many rows that are due, the longest due first. */
  readonly findDue: (
    db: Executor<Database>,
    claim: T["claim"],
    now: Date,
    limit: number,
  ) => Promise<string[]>;
  /** Whether `findDue` would find the row. */
  readonly isWanted: (row: T["row"], claim: T["claim"], now: Date) => boolean;
  /** How a row that is due ends in place of another attempt; undefined where it is to be tried. */
  readonly endInstead: (row: T["row"], claim: T["claim"], now: Date) => Move<T> | undefined;
  /** Whether the row is in the state in which a lease counts. */
  readonly isWorkedOn: (row: T["row"]) => boolean;
  /** The user who owns the row. Default: workers alone may see it. */
  readonly ownerOf?: (row: T["row"]) => string;
  readonly show: (row: T["row"]) => T["shown"];
}
