import { type Executor, storedBytes } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { inBatches } from "../../keys-by-age.ts";
import { loggedAt, loggedColumns, loggedKeys, rowsAtOnce, toLoggedRow } from "../logged-rows.ts";
import { isRemovalRecorded, type LoggedRow, rowHash } from "../row-hash.ts";

/** A leaf, and its row as it is now. */
export interface SealedRow {
  readonly logId: string;
  readonly seal: number;
  readonly position: number;
  readonly leafHash: string;
  /** Undefined where there is none. */
  readonly row: CheckedRow | undefined;
}

/** What is left in memory of a row, whose contents can be large. */
interface CheckedRow {
  /** Undefined where it is in no state in which an honest writer leaves one. */
  readonly hash: string | undefined;
  readonly loggedAt: string;
  /** Whether an entry says what it says of its content's removal. */
  readonly isRemovalRecorded: boolean;
}

/** The numbers of entries, both included. */
export interface EntryRange {
  readonly first: number;
  readonly last: number;
}

/**
 * All leaves of a range with their rows, in the order of sealing. A leaf and its row are read by one statement,
 * and so at one moment. Of the rows' contents only some are in memory at a time, and between two such times
 * another can prune: then the later leaves of a seal are missing.
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
