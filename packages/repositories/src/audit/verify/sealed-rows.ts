import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { loggedAt, loggedColumns, toLoggedRow } from "../logged-rows.ts";
import type { LoggedRow } from "../row-hash.ts";

/** A leaf, and its row as it is now. */
export interface SealedRow {
  readonly logId: string;
  readonly seal: number;
  readonly position: number;
  readonly leafHash: string;
  /** Undefined where there is none. */
  readonly row: LoggedRow | undefined;
  /** What the entry of the row's removal says of the user; null where there is no such entry. */
  readonly recordedAnonymous: boolean | null;
}

/** The numbers of entries, both included. */
export interface EntryRange {
  readonly first: number;
  readonly last: number;
}

/** All leaves of a range with their rows, in the order of sealing: by one statement, and so at one moment. */
export async function readSealedRows(
  db: Executor<Database>,
  { first, last }: EntryRange,
): Promise<SealedRow[]> {
  const rows = await db
    .selectFrom("audit_leaves")
    .leftJoin("action_logs", "action_logs.id", "audit_leaves.log_id")
    .leftJoin("audit_removals", (join) =>
      join
        .onRef("audit_removals.log_id", "=", "action_logs.id")
        .onRef("audit_removals.number", "=", "action_logs.removal"),
    )
    .select([...loggedColumns, loggedAt])
    .select([
      "audit_leaves.log_id",
      "audit_leaves.seal_number",
      "audit_leaves.position",
      "audit_leaves.row_hash",
      "audit_removals.anonymized",
    ])
    .where("audit_leaves.seal_number", ">=", first)
    .where("audit_leaves.seal_number", "<=", last)
    .orderBy("audit_leaves.seal_number")
    .orderBy("audit_leaves.position")
    .orderBy("audit_leaves.log_id")
    .execute();
  return rows.map((row) => ({
    logId: row.log_id,
    seal: row.seal_number,
    position: row.position,
    leafHash: row.row_hash,
    row: row.id === null ? undefined : toLoggedRow(row as LoggedRow),
    recordedAnonymous: row.anonymized,
  }));
}
