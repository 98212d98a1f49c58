import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { placeEntries } from "./place-entries.ts";
import { type GroupedEvent, toEvent } from "./event.ts";

/** Events that follow each other in the feed. */
export interface EventRows {
  readonly events: readonly GroupedEvent[];
  /** The position after which to read on. */
  readonly until: number;
  /** Whether these were the last events. */
  readonly isEnd: boolean;
}

/** Reads up to `limit` events after a position, of all users. */
export async function readEventRows(
  db: Executor<Database>,
  after: number,
  limit: number,
): Promise<EventRows> {
  await placeEntries(db);
  return readPlacedRows(db, after, limit);
}

/** The same without the events that have no place yet, and without a wait for their places. */
export async function readPlacedRows(
  db: Executor<Database>,
  after: number,
  limit: number,
): Promise<EventRows> {
  const isDuckDb = engineOf(db) === "duckdb";
  const until = isDuckDb ? undefined : await lastOfPage(db, after, limit);
  if (until === null) return { events: [], until: after, isEnd: true };
  let query = db.selectFrom("events").selectAll().where("id", ">", after).orderBy("id");
  // PostgreSQL would join all entries with their rows to find the first ones, so the range is found before.
  query = until === undefined ? query.limit(limit) : query.where("id", "<=", until.last);
  const events = (await query.execute()).map((row) => toEvent(row, row.id ?? 0));
  const count = until?.count ?? events.length;
  return {
    events,
    until: until?.last ?? events.at(-1)?.event.id ?? after,
    isEnd: count < limit,
  };
}

/** The last position of a page on PostgreSQL, and how many it has; null if there are no events. */
async function lastOfPage(
  db: Executor<Database>,
  after: number,
  limit: number,
): Promise<{ readonly last: number; readonly count: number } | null> {
  const { rows } = await sql<{ last: number | null; count: number }>`
    select max(position) as last, count(*) as count from (
      select position from feed_entries where position > ${after} order by position limit ${limit}
    ) as page`.execute(db);
  const [page] = rows;
  return page === undefined || page.last === null ? null : { last: page.last, count: page.count };
}
