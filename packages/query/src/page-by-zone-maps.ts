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
 * A page on DuckDB. Without a lower bound it would read every column of each row that is newest so far,
 * and in a table that grows by time that is each of the user's rows in its newest 122,880. So the rows
 * are read from a bound on, which lets the zone maps leave out the rest: as far back as the last page of
 * this query went, or else as the times go, which are read first, alone; that, DuckDB's top-N does from
 * the newest row group on.
 *
 * These statements need no common snapshot. A bound only sets how far back to look, and what is found
 * is the page if it is full: whatever is older than the bound comes after every row in it. If it is not,
 * because the guess was wrong or rows were deleted in between, the last statement has no bound. So the
 * page is always what one statement without a bound would have found, at the moment of the last one.
 *
 * @returns at least the rows that were asked for, if there are as many.
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
  // Rows of the cursor's own instant are left out, since which of them are before it takes the id to
  // tell; without them the bound is only lower.
  const candidates = after ? query.where(sql<boolean>`${time} < ${instantOf(after)}`) : query;
  const times = await candidates
    .clearSelect()
    .select(time.as("page_time"))
    .orderBy(time, "desc")
    .limit(wanted(count))
    .$castTo<{ page_time: Date }>()
    .execute();
  if (times.length === 0 && after === undefined) return [];
  // A Date is the time cut down to its millisecond, so no row is newer and yet below the bound.
  const oldest = times[count - 1]?.page_time;
  return (oldest && (await fetchFrom(oldest, request))) ?? (await fetchAll(request));
}

/** Undefined where rows from before the bound may belong to the page. */
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
 * Up to 50 rows, DuckDB sorts row numbers and joins the rows to them, which takes twice as long: see its
 * setting late_materialization_max_rows.
 */
function wanted(count: number): number {
  return Math.max(count, 51);
}
