import type { SelectQueryBuilder } from "kysely";
import type { LargeContents } from "./content-bytes.ts";
import {
  type Cursor,
  decodeCursor,
  encodeCursor,
  type PageOrder,
  type Position,
} from "./cursor.ts";
import { engineOf } from "./engine.ts";
import { InvalidInputError } from "./errors.ts";
import type { Executor } from "./executor.ts";
import { pageLimits } from "./page-limits.ts";
import { fetchOnDuckDb } from "./page-on-duckdb.ts";
import { fetchOnPostgres } from "./page-on-postgres.ts";
import type { FetchedRows, PageQuery } from "./page-rows.ts";
import { type PageSearch, searchOnPostgres } from "./page-search.ts";

/** The position and size of a page, and the range of time of its rows. */
export interface PageRequest {
  /** The maximum number of rows, from 1 to 1000. Default 100. A page of large rows has fewer. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before, or the `prevCursor` of the page after. Default: the first page. */
  readonly cursor?: string | undefined;
  /** `desc` for the newest first, `asc` for the oldest first. Default `desc`. */
  readonly order?: PageOrder | undefined;
  /** Only rows of this time or later. */
  readonly since?: Date | undefined;
  /** Only rows before this time. */
  readonly until?: Date | undefined;
}

/** One page of a list. */
export interface Page<Item> {
  /** At most `limit` items; fewer if they are large or the last ones. */
  readonly items: Item[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
  /** The `cursor` of the page before; null on the first page. That page can be empty, if its rows are deleted. */
  readonly prevCursor: string | null;
  /**
   * The time of the last row that was looked at, if a search ended before it had looked at all rows. Then the page can
   * have fewer items than its limit, or none, and the next page, in the direction of this one, goes on from there.
   */
  readonly searchedTo?: Date;
}

/**
 * Runs a query as one keyset page, ordered by time, ties by `id`. Rows that are inserted or deleted between two
 * pages neither repeat nor hide others. It takes one statement on PostgreSQL and one to four on DuckDB, usually
 * one or two; the page is the result of a single one of them. With `contents` it takes one more, and the page
 * ends before its contents exceed `pageLimits.bytes`, so that it fits in memory. A page always has at least one
 * row, even if that row is larger.
 *
 * @param db the database or transaction that the query was made with.
 * @param query its filters and selected columns are kept.
 * @param timeColumn the NOT NULL TIMESTAMPTZ column that orders the table. The table has a UUID `id`.
 * @param contents the columns that can be large. Default: none, and pages are limited by rows alone.
 * @param search further conditions, for which a page looks at a limited number of rows. Default none.
 * @throws {InvalidInputError} for a limit, order, time or cursor that is not valid, and for a cursor of the other order.
 */
export async function fetchPage<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  query: SelectQueryBuilder<DB, TB, Row>,
  timeColumn: keyof DB[TB] & string,
  { limit = pageLimits.defaultRows, cursor, order = "desc", since, until }: PageRequest,
  contents?: LargeContents,
  search?: PageSearch<DB, TB, Row>,
): Promise<Page<Row>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimits.rows) {
    throw new InvalidInputError(
      "limit",
      `is ${typeof limit === "number" ? limit : typeof limit}; give a whole number from 1 to ${pageLimits.rows}`,
    );
  }
  const { position, side } = startOf(cursor, order);
  requireDate("since", since);
  requireDate("until", until);
  const time: string = timeColumn;
  const within = (all: typeof query): PageQuery<Row> => {
    // The columns of the caller's table are not known here.
    let filtered = all as unknown as PageQuery<Row>;
    if (since !== undefined) filtered = filtered.where(time, ">=", since);
    return until === undefined ? filtered : filtered.where(time, "<", until);
  };
  const wanted = {
    query: within(search ? search.matching(query) : query),
    time,
    // The page before a position is read from there, backwards.
    order: side === "next" ? order : opposite[order],
    after: position,
    // The extra row shows whether there is another page.
    count: limit + 1,
    contents,
  };
  const fetched = (): Promise<FetchedRows<Row>> => {
    if (engineOf(db) === "duckdb") return fetchOnDuckDb(db, wanted);
    return search
      ? searchOnPostgres(db, wanted, { all: within(query), rows: search.rows })
      : fetchOnPostgres(db, wanted);
  };
  const { rows, first, last, hasMore, searchedTo } = await fetched();
  const searched = searchedTo && { searchedTo };
  const toCursor = (at: Position | undefined, to: Cursor["side"]): string | null =>
    at === undefined ? null : encodeCursor({ position: at, order, side: to });
  if (side === "prev") {
    return {
      ...searched,
      items: rows.toReversed(),
      nextCursor: toCursor(first, "next"),
      prevCursor: hasMore ? toCursor(last, "prev") : null,
    };
  }
  return {
    ...searched,
    items: rows,
    nextCursor: hasMore ? toCursor(last, "next") : null,
    prevCursor: position === undefined ? null : toCursor(first, "prev"),
  };
}

const opposite: Readonly<Record<PageOrder, PageOrder>> = { desc: "asc", asc: "desc" };

/** @throws {InvalidInputError} for an order that is none, and for a cursor that is none or has the other order. */
function startOf(
  cursor: string | undefined,
  order: PageOrder,
): { readonly position?: Position; readonly side: Cursor["side"] } {
  if (typeof order !== "string" || !Object.hasOwn(opposite, order)) {
    throw new InvalidInputError("order", "is not known; give desc or asc");
  }
  if (cursor === undefined) return { side: "next" };
  const start = decodeCursor(cursor);
  if (start.order === order) return start;
  const problem = `is of a list in the order ${start.order}; keep that order, or leave the cursor out`;
  throw new InvalidInputError("cursor", problem);
}

function requireDate(field: string, date: Date | undefined): void {
  if (date !== undefined && !(date instanceof Date && !Number.isNaN(date.getTime()))) {
    throw new InvalidInputError(field, "is not a time; give one like 2026-03-01T12:00:00Z");
  }
}
