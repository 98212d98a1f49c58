import type { Executor, LargeContents, SizedKey } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type {
  Compilable,
  Expression,
  ExpressionBuilder,
  Insertable,
  Selectable,
  SqlBool,
} from "kysely";
import type { Context } from "../context.ts";
import type { LeaseToken } from "./lease-token.ts";

/** The columns of a lease. */
export interface LeasedRow {
  /** The hash of the last lease's token; null if there was no lease, or it was revoked. */
  readonly lease_sha256: string | null;
  readonly lease_expires_at: Date | null;
  readonly attempts: number;
}

/** A table with the columns of a lease. */
type LeasedTable = {
  [Table in keyof Database]: Selectable<Database[Table]> extends LeasedRow ? Table : never;
}[keyof Database];

/** The types of a kind of leased work. */
export interface WorkTypes {
  readonly table: LeasedTable;
  readonly row: LeasedRow;
  /** The content of the audit record of a change. */
  readonly step: unknown;
  /** The table of audit records; never for work whose changes are not recorded. */
  readonly history: "action_logs" | "webhook_transitions";
}

/** A further condition of a change. */
export type Guard<Table extends LeasedTable> = (
  row: ExpressionBuilder<Database, Table>,
) => Expression<SqlBool>;

/** The key of a row, and the columns that must be unchanged since they were read. */
export interface RowIdentity<T extends WorkTypes> {
  readonly key: string;
  readonly asRead: Partial<T["row"]>;
}

/** The new values of a row, and the content of the audit record. */
export interface Move<T extends WorkTypes> {
  readonly set: Partial<T["row"]>;
  readonly step: T["step"];
  /** Further inserts in the same transaction. */
  readonly records?: readonly Compilable[] | undefined;
}

interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly worker: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** A table of leased work, and the audit record of its changes. */
export interface WorkTable<T extends WorkTypes> {
  readonly table: T["table"];
  /** The unique column by which rows are found. */
  readonly key: "id" | "owned_key";
  /** @throws {TypeError} for a step that the table of transitions does not allow. */
  readonly requireLegal?: (step: T["step"]) => void;
  /** Left out, as `record` is then, for work whose changes are not recorded. */
  readonly history?: T["history"];
  /** The audit record of a change. */
  readonly record?: (step: T["step"], context: Context) => Insertable<Database[T["history"]]>;
  /** Called after a change. */
  readonly afterChange?: (db: Executor<Database>, step: T["step"]) => Promise<void>;
}

/** Work that one worker at a time does under a lease. */
export interface LeasedWork<T extends WorkTypes> extends WorkTable<T> {
  readonly identify: (row: T["row"]) => RowIdentity<T>;
  /** Sets the end of the lease. */
  readonly leasedUntil: (end: Date) => Partial<T["row"]>;
  /** The condition that a worker may take a row: no lease runs, and its next attempt is due. */
  readonly isDue: (now: Date) => Guard<T["table"]>;
  /** The number of attempts so far. */
  readonly countAttempts: (row: T["row"]) => number;
  /** The changes of a new attempt, except the lease. */
  readonly begin: (row: T["row"], attempt: Attempt) => Move<T>;
}

/** The options that every kind of claim has. */
export interface WorkClaim {
  readonly worker: string;
  readonly leaseSeconds: number;
  /** Of a claim for one row whose caller made the token. Default: each row gets a new one. */
  readonly lease?: LeaseToken | undefined;
  /** Returns a random number from 0 to below 1. It spreads concurrent workers over the rows. */
  readonly random: () => number;
}

/** The types of a kind of leased work that workers claim. */
export interface ClaimableTypes extends WorkTypes {
  readonly claim: WorkClaim;
  /** The view of an ended row that a refused worker gets. */
  readonly shown: object;
}

/** Leased work that workers claim and report on. */
export interface ClaimableWork<T extends ClaimableTypes> extends LeasedWork<T> {
  readonly key: "id";
  /** The large columns that `find` reads. */
  readonly contents?: LargeContents | undefined;
  readonly find: (db: Executor<Database>, keys: readonly string[]) => Promise<T["row"][]>;
  /** Claims with equal criteria are for the same rows. */
  readonly criteria: (claim: T["claim"]) => unknown;
  /** The keys of up to `limit` due rows, due for longest first. */
  readonly findDue: (
    db: Executor<Database>,
    claim: T["claim"],
    now: Date,
    limit: number,
  ) => Promise<SizedKey[]>;
  /** The condition of `findDue`, for a row that was read. */
  readonly isWanted: (row: T["row"], claim: T["claim"], now: Date) => boolean;
  /** The end of a due row that gets no further attempt; undefined if it gets one. */
  readonly endInstead: (row: T["row"], claim: T["claim"], now: Date) => Move<T> | undefined;
  /** Whether the row's status is one in which a lease counts. */
  readonly isWorkedOn: (row: T["row"]) => boolean;
  /** The user who owns the row. Left out, only workers may see the row. */
  readonly ownerOf?: (row: T["row"]) => string;
  readonly show: (row: T["row"]) => T["shown"];
}
