import type { Executor, LargeContents } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type AliasedRawBuilder, sql } from "kysely";
import {
  type AgedKey,
  agedKey,
  type AgedKeySelection,
  inBatches,
  isBetween,
  type KeySource,
} from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { exactTime, selectTime } from "./exact-time.ts";
import type { LoggedRow } from "./row-hash.ts";

/** The columns of `action_logs` that the hash of a row covers. */
export const loggedColumns = [
  "action_logs.id",
  "action_logs.user_id",
  "action_logs.action_type",
  "action_logs.target",
  "action_logs.request",
  "action_logs.result",
  "action_logs.ok",
  "action_logs.idempotency_key",
  "action_logs.content_salt",
  "action_logs.content_digest",
  "action_logs.removal",
  "action_logs.credential_id",
] as const;

/** The time of a row as the engine's text. */
export const loggedAt: AliasedRawBuilder<string, "logged_at"> =
  selectTime("action_logs.created_at").as("logged_at");

/** A row with its time in canonical spelling. */
export function toLoggedRow<Row extends LoggedRow>(row: Row): Row {
  return { ...row, logged_at: exactTime(row.logged_at) };
}

/** Describes the keys and contents of action logs for batches. */
export const loggedKeys: Omit<KeySource, "where"> & { readonly contents: LargeContents } = {
  table: "action_logs",
  key: "id",
  time: "action_logs.created_at",
  contents: largeContents.action_logs,
};

/** Selects key, time and size of a log. */
export const loggedKey: AgedKeySelection = agedKey({ ...loggedKeys, key: "action_logs.id" });

/** The maximum number of ids that DuckDB looks up in the index. */
export const rowsAtOnce = 1000;

/**
 * Reads rows by key in batches that fit in memory. Deleted rows are left out.
 *
 * @param keys sorted by time, which is also the order of the rows.
 */
export async function* readLoggedRows(
  db: Executor<Database>,
  keys: readonly AgedKey[],
): AsyncIterable<LoggedRow> {
  for await (const batch of inBatches(db, loggedKeys, keys, { rows: rowsAtOnce })) {
    const ids = batch.map(({ key }) => key);
    const rows = await db
      .selectFrom("action_logs")
      .select([...loggedColumns, loggedAt])
      .where("id", "in", sql<string>`(select unnest(cast(${ids} as uuid[])))`)
      // With the time range DuckDB scans by zone maps, which is faster than its index for many rows.
      .where(isBetween(loggedKeys, batch))
      .execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) {
      const row = byId.get(id);
      if (row !== undefined) yield toLoggedRow(row);
    }
  }
}
