import { type SelectQueryBuilder, sql } from "kysely";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { engineOf } from "./engine.ts";
import { InvalidInputError } from "./errors.ts";
import type { Executor } from "./in-transaction.ts";
import { fetchByZoneMaps } from "./page-by-zone-maps.ts";
import { executeRows, newestFirst } from "./page-rows.ts";

/** How many rows a page has when nobody says. */
export const defaultPageSize = 100;
/** The most rows that a page can have. */
export const maximumPageSize = 1000;

/** Which page of a list, and of what time. */
export interface PageRequest {
  /** From 1 to 1000. Default 100. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. Default: start with the newest row. */
  readonly cursor?: string | undefined;
  /** Only rows of this time or later. */
  readonly since?: Date | undefined;
  /** Only rows before this time. */
  readonly until?: Date | undefined;
}

/** One page of a list, newest first. */
export interface Page<Item> {
  readonly items: Item[];
  /** What to ask the next page with; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * Runs a query as one keyset page, newest first, ties by `id`. Rows that are added or deleted between
 * two pages neither repeat nor hide others. It takes one statement on PostgreSQL and one to four on DuckDB,
 * mostly one or two; the page is what one of them alone found.
 *
 * @param db what the query was made with.
 * @param query its filters, and the columns it selects, are kept.
 * @param timeColumn the NOT NULL TIMESTAMPTZ column that orders the table. The table has a UUID `id`.
 * @throws {InvalidInputError} for a limit, time or cursor that cannot be used.
 */
export async function fetchPage<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  query: SelectQueryBuilder<DB, TB, Row>,
  timeColumn: keyof DB[TB] & string,
  { limit = defaultPageSize, cursor, since, until }: PageRequest,
): Promise<Page<Row>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maximumPageSize) {
    throw new InvalidInputError(
      "limit",
      `is ${limit}; give a whole number from 1 to ${maximumPageSize}`,
    );
  }
  requireDate("since", since);
  requireDate("until", until);
  const time = sql.ref<Date>(timeColumn);
  let filtered = query;
  if (since !== undefined) filtered = filtered.where(sql<boolean>`${time} >= ${since}`);
  if (until !== undefined) filtered = filtered.where(sql<boolean>`${time} < ${until}`);
  const rowsRequest = {
    query: filtered,
    time,
    after: cursor === undefined ? undefined : decodeCursor(cursor),
    // The one row more tells whether there is another page.
    count: limit + 1,
  };
  const rows =
    engineOf(db) === "duckdb"
      ? await fetchByZoneMaps(db, rowsRequest)
      : // PostgreSQL reads an index on the filters, the time and the id backwards, and stops.
        await executeRows(newestFirst(rowsRequest), rowsRequest.count);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items,
    nextCursor: last ? encodeCursor({ time: last.page_time, id: last.page_id }) : null,
  };
}

function requireDate(field: string, date: Date | undefined): void {
  if (date !== undefined && !(date instanceof Date && !Number.isNaN(date.getTime()))) {
    throw new InvalidInputError(field, "is not a time; give one like 2026-03-01T12:00:00Z");
  }
}
