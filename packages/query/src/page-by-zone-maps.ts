import { type SelectQueryBuilder, sql } from "kysely";
import type { Executor } from "./executor.ts";
import { PageDepths, pageKey } from "./page-depths.ts";
import {
  executeRows,
  instantOf,
  newestFirst,
  type PositionedRow,
  type RowsRequest,
} from "./page-rows.ts";

/**
 * Fetches a page on DuckDB. Without a lower bound on the time, DuckDB would read every column of each row that is
 * the newest so far. In a table that grows by time, these are all of the user's rows among the newest 122,880. So
 * the rows are read from a bound on, and zone maps exclude the older row groups. The bound is the depth of the
 * last page of this query. If that is unknown, the times alone are read first: DuckDB's top-N starts with the
 * newest row group.
 *
 * These statements need no common snapshot. A bound only limits how far back they look. If the page is full, it
 * is correct, since every row older than the bound comes after it. If it is not full, because the guess was wrong
 * or rows were deleted meanwhile, the last statement has no bound. So the page always equals the result of one
 * statement without a bound at the time of the last statement.
 *
 * @returns at least the requested number of rows, if there are that many.
 */
export async function fetchByZoneMaps<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  const { query, after, count } = request;
  const depths = PageDepths.of(db);
  const key = pageKey(query, count);
  const guess = depths.guess(key, after);
  const rows =
    guess === "beginning"
      ? await fetchAll(request)
      : ((guess && (await fetchFrom(guess, request))) ?? (await fetchUnguessed(request)));
  depths.learn(key, after, { newest: rows[0]?.page_time, oldest: rows[count - 1]?.page_time });
  return rows;
}

async function fetchUnguessed<DB, TB extends keyof DB, Row>(
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  const { query, time, after, count } = request;
  // Leaves out rows at the cursor's own instant, since only the id orders them. The bound is then only lower.
  const candidates = after ? query.where(sql<boolean>`${time} < ${instantOf(after)}`) : query;
  const times = await candidates
    .clearSelect()
    .select(time.as("page_time"))
    .orderBy(time, "desc")
    .limit(wanted(count))
    .$castTo<{ page_time: Date }>()
    .execute();
  if (times.length === 0 && after === undefined) return [];
  // A Date is the time rounded down to its millisecond, so the bound excludes no newer row.
  const oldest = times[count - 1]?.page_time;
  return (oldest && (await fetchFrom(oldest, request))) ?? (await fetchAll(request));
}

/** Undefined if rows older than the bound may belong to the page. */
async function fetchFrom<DB, TB extends keyof DB, Row>(
  bound: Date,
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[] | undefined> {
  const query: SelectQueryBuilder<DB, TB, Row> = newestFirst(request);
  const bounded = query.where(sql<boolean>`${request.time} >= ${bound}`);
  const rows = await executeRows(bounded, wanted(request.count));
  return rows.length < request.count ? undefined : rows;
}

async function fetchAll<DB, TB extends keyof DB, Row>(
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  return executeRows(newestFirst(request), wanted(request.count));
}

/**
 * For up to 50 rows, DuckDB sorts row numbers and then joins the rows, which takes twice as long: see its setting
 * late_materialization_max_rows.
 */
function wanted(count: number): number {
  return Math.max(count, 51);
}
