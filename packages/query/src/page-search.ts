import { type SelectQueryBuilder, sql } from "kysely";
import { millisecondsOf, type Position } from "./cursor.ts";
import type { Executor } from "./executor.ts";
import { fetchOnPostgres } from "./page-on-postgres.ts";
import {
  afterPosition,
  type FetchedRows,
  inPageOrder,
  type PageQuery,
  type RowsRequest,
} from "./page-rows.ts";

/** Conditions that no index serves, and how far a page looks for rows that meet them. */
export interface PageSearch<DB, TB extends keyof DB, Row> {
  /** Adds the conditions. */
  readonly matching: (query: SelectQueryBuilder<DB, TB, Row>) => SelectQueryBuilder<DB, TB, Row>;
  /**
   * How many rows a page looks at on PostgreSQL, which reads them whole. DuckDB reads only the columns of the
   * conditions: all of a million rows in less time than it takes to find the end of a part.
   */
  readonly rows: number;
}

/** A page of which most searches find enough looks at this share of the rows. */
const firstPart = 1 / 40;

/**
 * Fetches a page of a search on PostgreSQL. It looks at few rows first, and if they do not fill the page, at as many as it
 * may.
 *
 * @param all the rows of which the request has those that match.
 */
export async function searchOnPostgres<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
  { all, rows }: { readonly all: PageQuery<Row>; readonly rows: number },
): Promise<FetchedRows<Row>> {
  const find = async (part: number): Promise<[FetchedRows<Row>, Position | undefined]> => {
    const end = await findEnd({ ...request, query: all }, part);
    const query = end ? upToPosition(request, end) : request.query;
    return [await fetchOnPostgres(db, { ...request, query }), end];
  };
  let [found, end] = await find(Math.ceil(rows * firstPart));
  if (end && !found.hasMore) [found, end] = await find(rows);
  if (end === undefined || found.hasMore) return found;
  // The next page begins where this one has looked up to.
  return { ...found, last: end, hasMore: true, searchedTo: new Date(millisecondsOf(end.time)) };
}

/** Finds the last row that a page looks at; undefined if it looks at all rows that are left. */
async function findEnd<Row>(
  request: RowsRequest<Row>,
  rows: number,
): Promise<Position | undefined> {
  const end = await inPageOrder(afterPosition(request), request)
    .clearSelect()
    .select([sql<string>`cast(${sql.ref(request.time)} as varchar)`.as("time"), "id"])
    .offset(rows - 1)
    .limit(1)
    .$castTo<Position>()
    .executeTakeFirst();
  return end && { time: end.time, id: end.id };
}

/** The rows up to a position, and the one at it. */
function upToPosition<Row>(
  { query, time, order }: Pick<RowsRequest<Row>, "query" | "time" | "order">,
  end: Position,
): PageQuery<Row> {
  const [before, from] = order === "desc" ? ([">", ">="] as const) : (["<", "<="] as const);
  const milliseconds = millisecondsOf(end.time);
  // As in `afterPosition`, only the condition on the time alone is found in an index.
  const near =
    order === "desc"
      ? query.where(time, ">=", new Date(milliseconds))
      : query.where(time, "<", new Date(milliseconds + 1));
  return near.where((row) => {
    const instant = row.cast<Date>(row.val(end.time), "timestamptz");
    return row.or([
      row(time, before, instant),
      row.and([row(time, "=", instant), row("id", from, end.id)]),
    ]);
  });
}
