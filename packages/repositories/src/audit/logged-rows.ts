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

/** The columns of `action_logs` that a row's hash is made of, and its time in the engine's words. */
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
] as const;

/** To be selected besides. */
export const loggedAt: AliasedRawBuilder<string, "logged_at"> =
  selectTime("action_logs.created_at").as("logged_at");

/** A row as it is hashed. */
export function toLoggedRow<Row extends LoggedRow>(row: Row): Row {
  return { ...row, logged_at: exactTime(row.logged_at) };
}

/** Action logs, as they are found by their keys. */
export const loggedKeys: Omit<KeySource, "where"> & { readonly contents: LargeContents } = {
  table: "action_logs",
  key: "id",
  time: "action_logs.created_at",
  contents: largeContents.action_logs,
};

/** What of a log tells where it is and how large, to be selected. */
export const loggedKey: AgedKeySelection = agedKey({ ...loggedKeys, key: "action_logs.id" });

/** DuckDB looks up to so many ids up in the index. */
export const rowsAtOnce = 1000;

/**
 * The rows with these keys, no more at a time than can be in memory together. Those that are gone are left out.
 *
 * @param keys in the order of their times, which is that of the rows.
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
      // With the times DuckDB scans what zone maps leave, which for many rows is quicker than its index.
      .where(isBetween(loggedKeys, batch))
      .execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) {
      const row = byId.get(id);
      if (row !== undefined) yield toLoggedRow(row);
    }
  }
}
