import { toDate } from "./cursor.ts";
import type { Executor } from "./executor.ts";
import { type Candidate, position, type Positioned, toCandidates } from "./page-candidates.ts";
import { PageDepths, pagesKey } from "./page-depths.ts";
import { afterPosition, inPageOrder, type PageQuery, type RowsRequest } from "./page-rows.ts";
import { scanFrom } from "./page-scan.ts";

/**
 * Finds the rows of a page on DuckDB. Without a lower bound on the time, DuckDB would read every column of each row
 * that is the newest so far. In a table that grows by time, these are all of the user's rows among the newest 122,880.
 * So the rows are read from a bound on, and zone maps exclude the older row groups. The bound is the depth of the
 * last page of this query. If that is unknown, the times alone are read first: DuckDB's top-N starts with the
 * newest row group.
 *
 * These statements need no common snapshot. A bound only limits how far back they look. If the page is full, it
 * is correct, since every row older than the bound comes after it. If it is not full, because the guess was wrong
 * or rows were deleted meanwhile, the last statement has no bound. So the rows always equal the result of one
 * statement without a bound at the time of the last statement.
 *
 * @returns at least the requested number of rows, newest first, if there are that many.
 */
export async function findByZoneMaps<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
): Promise<Candidate<Row>[]> {
  const { query, after, count } = request;
  const depths = PageDepths.of(db);
  const key = pagesKey(query, count);
  const scan = (bound: Date | "beginning"): Promise<Candidate<Row>[] | undefined> =>
    scanFrom(request, bound, bound === "beginning" ? 0 : depths.level(key, bound));
  const guess = depths.guess(key, after);
  let rows = guess && (await scan(guess));
  if (rows === undefined) {
    const times = await readTimes(request);
    depths.see(key, times[0]);
    const isEmpty = times.length === 0 && after === undefined;
    rows = isEmpty ? [] : await scan(times[count - 1] ?? "beginning");
  }
  rows ??= await findInOrder(request);
  const [newest, oldest] = [rows[0], rows[count - 1]].map((row) => row && toDate(row.time));
  depths.learn(key, after, { newest, oldest });
  return rows;
}

/** Reads the times of a page's rows. A Date is rounded down to its millisecond, so as a bound it excludes no newer row. */
async function readTimes<Row>({ query, time, after, count }: RowsRequest<Row>): Promise<Date[]> {
  // Leaves out rows at the cursor's own instant, since only the id orders them. A bound is then only lower.
  const candidates =
    after === undefined
      ? query
      : query.where((row) => row(time, "<", row.cast<Date>(row.val(after.time), "timestamptz")));
  const rows = await candidates
    .clearSelect()
    .select(`${time} as page_time`)
    .orderBy(time, "desc")
    .limit(wanted(count))
    .$castTo<{ page_time: Date }>()
    .execute();
  return rows.map((row) => row.page_time);
}

/** Fetches rows in the order of the request, as the engine sorts them. For large contents it fetches only their positions and sizes. */
export async function findInOrder<Row>(request: RowsRequest<Row>): Promise<Candidate<Row>[]> {
  const { contents, count, order } = request;
  const query = inPageOrder(afterPosition(request), request).limit(wanted(count));
  // Kysely cannot infer the columns of the position alone.
  const all = (contents === undefined ? query : query.clearSelect()) as PageQuery<Row>;
  const rows = await all.select(position(request, "varchar")).execute();
  return toCandidates(rows as (Row & Positioned)[], () => contents === undefined, order);
}

/**
 * For up to 50 rows, DuckDB sorts row numbers and then joins the rows, which takes twice as long: see its setting
 * late_materialization_max_rows.
 */
function wanted(count: number): number {
  return Math.max(count, 51);
}
