import type { SelectQueryBuilder } from "kysely";
import type { LargeContents } from "./content-bytes.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { engineOf } from "./engine.ts";
import { InvalidInputError } from "./errors.ts";
import type { Executor } from "./executor.ts";
import { pageLimits } from "./page-limits.ts";
import { fetchOnDuckDb } from "./page-on-duckdb.ts";
import { fetchOnPostgres } from "./page-on-postgres.ts";
import type { PageQuery } from "./page-rows.ts";

/** The position and size of a page, and the range of time of its rows. */
export interface PageRequest {
  /** The maximum number of rows, from 1 to 1000. Default 100. A page of large rows has fewer. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. Default: the page starts with the newest row. */
  readonly cursor?: string | undefined;
  /** Only rows of this time or later. */
  readonly since?: Date | undefined;
  /** Only rows before this time. */
  readonly until?: Date | undefined;
}

/** One page of a list, newest first. */
export interface Page<Item> {
  /** At most `limit` items; fewer if they are large or the last ones. */
  readonly items: Item[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * Runs a query as one keyset page, newest first, ties by `id`. Rows that are inserted or deleted between two
 * pages neither repeat nor hide others. It takes one statement on PostgreSQL and one to four on DuckDB, usually
 * one or two; the page is the result of a single one of them. With `contents` it takes one more, and the page
 * ends before its contents exceed `pageLimits.bytes`, so that it fits in memory. A page always has at least one
 * row, even if that row is larger.
 *
 * @param db the database or transaction that the query was made with.
 * @param query its filters and selected columns are kept.
 * @param timeColumn the NOT NULL TIMESTAMPTZ column that orders the table. The table has a UUID `id`.
 * @param contents the columns that can be large. Default: none, and pages are limited by rows alone.
 * @throws {InvalidInputError} for a limit, time or cursor that is not valid.
 */
export async function fetchPage<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  query: SelectQueryBuilder<DB, TB, Row>,
  timeColumn: keyof DB[TB] & string,
  { limit = pageLimits.defaultRows, cursor, since, until }: PageRequest,
  contents?: LargeContents,
): Promise<Page<Row>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimits.rows) {
    throw new InvalidInputError(
      "limit",
      `is ${typeof limit === "number" ? limit : typeof limit}; give a whole number from 1 to ${pageLimits.rows}`,
    );
  }
  requireDate("since", since);
  requireDate("until", until);
  const time: string = timeColumn;
  // The columns of the caller's table are not known here.
  let filtered = query as unknown as PageQuery<Row>;
  if (since !== undefined) filtered = filtered.where(time, ">=", since);
  if (until !== undefined) filtered = filtered.where(time, "<", until);
  const fetch = engineOf(db) === "duckdb" ? fetchOnDuckDb : fetchOnPostgres;
  const { rows, end } = await fetch(db, {
    query: filtered,
    time,
    after: cursor === undefined ? undefined : decodeCursor(cursor),
    // The extra row shows whether there is another page.
    count: limit + 1,
    contents,
  });
  return { items: rows, nextCursor: end ? encodeCursor(end) : null };
}

function requireDate(field: string, date: Date | undefined): void {
  if (date !== undefined && !(date instanceof Date && !Number.isNaN(date.getTime()))) {
    throw new InvalidInputError(field, "is not a time; give one like 2026-03-01T12:00:00Z");
  }
}
