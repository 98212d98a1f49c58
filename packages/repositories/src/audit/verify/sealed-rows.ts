import { type Executor, storedBytes } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { inBatches } from "../../keys-by-age.ts";
import { loggedAt, loggedColumns, loggedKeys, rowsAtOnce, toLoggedRow } from "../logged-rows.ts";
import { isRemovalRecorded, type LoggedRow, rowHash } from "../row-hash.ts";

/** A leaf and its current row. */
export interface SealedRow {
  readonly logId: string;
  readonly seal: number;
  readonly position: number;
  readonly leafHash: string;
  /** Undefined if the row was deleted. */
  readonly row: CheckedRow | undefined;
}

/** The data of a row that stay in memory, without its contents. */
interface CheckedRow {
  /** Undefined if an honest writer never leaves a row in this state. */
  readonly hash: string | undefined;
  readonly loggedAt: string;
  /** Whether an entry records the removal that the row states. */
  readonly isRemovalRecorded: boolean;
}

/** A range of entry numbers, both inclusive. */
export interface EntryRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads all leaves of a range with their rows, in the order of sealing. One statement reads a leaf and its row
 * together. Contents are read in batches that fit in memory. Another caller can prune between two batches: then the
 * later leaves of a seal are missing.
 */
export async function readSealedRows(
  db: Executor<Database>,
  { first, last }: EntryRange,
): Promise<SealedRow[]> {
  const keys = await db
    .selectFrom("audit_leaves")
    .leftJoin("action_logs", "action_logs.id", "audit_leaves.log_id")
    .select(["audit_leaves.log_id as key", storedBytes(loggedKeys.contents).as("bytes")])
    .where("audit_leaves.seal_number", ">=", first)
    .where("audit_leaves.seal_number", "<=", last)
    .orderBy("audit_leaves.seal_number")
    .orderBy("audit_leaves.position")
    .orderBy("audit_leaves.log_id")
    .execute();
  const sealed: SealedRow[] = [];
  for await (const batch of inBatches(db, loggedKeys, keys, { rows: rowsAtOnce })) {
    sealed.push(
      ...(await readLeaves(
        db,
        batch.map(({ key }) => key),
      )),
    );
  }
  return sealed;
}

async function readLeaves(db: Executor<Database>, ids: readonly string[]): Promise<SealedRow[]> {
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
    .where("audit_leaves.log_id", "in", sql<string>`(select unnest(cast(${ids} as uuid[])))`)
    .orderBy("audit_leaves.seal_number")
    .orderBy("audit_leaves.position")
    .orderBy("audit_leaves.log_id")
    .execute();
  return rows.map((row) => ({
    logId: row.log_id,
    seal: row.seal_number,
    position: row.position,
    leafHash: row.row_hash,
    row: row.id === null ? undefined : toChecked(row as LoggedRow, row.anonymized),
  }));
}

function toChecked(read: LoggedRow, recordedAnonymous: boolean | null): CheckedRow {
  const row = toLoggedRow(read);
  return {
    hash: rowHash(row),
    loggedAt: row.logged_at,
    isRemovalRecorded: isRemovalRecorded(row, recordedAnonymous),
  };
}
