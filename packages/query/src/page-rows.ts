import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Position } from "./cursor.ts";

/** What a page is read from, and where it starts. */
export interface RowsRequest<DB, TB extends keyof DB, Row> {
  readonly query: SelectQueryBuilder<DB, TB, Row>;
  readonly time: RawBuilder<Date>;
  /** The last row of the page before. */
  readonly after: Position | undefined;
  /** How many rows are wanted. More may come. */
  readonly count: number;
}

/** A row, and where it lies in the order of pages. */
export type PositionedRow<Row> = Row & { readonly page_time: string; readonly page_id: string };

/** In one statement: PostgreSQL reads an index on the filters, the time and the id backwards, and stops. */
export async function fetchByIndex<DB, TB extends keyof DB, Row>(
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  return executeRows(newestFirst(request), request.count);
}

/**
 * DuckDB would read every column of each row that is newest so far, and in a table that grows by time
 * that is each of the user's rows in its newest 122,880. So the times are read first, alone, which its
 * top-N does from the newest row group on; the rows then from the oldest of those times on, which lets
 * the zone maps leave out the rest.
 *
 * The two statements need no common snapshot. The first only sets how far back the second looks, and
 * what that one finds is the page if it is full: whatever is older than its bound comes after every row
 * in it. If it is not, because rows were deleted in between, the bound is dropped. So the page is always
 * what one statement without a bound would have found, at the moment of the last one.
 */
export async function fetchByZoneMaps<DB, TB extends keyof DB, Row>(
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  const { query, time, after } = request;
  const count = Math.max(request.count, fewestRows);
  // Rows of the cursor's own instant are left out, since which of them are before it takes the id to
  // tell; without them the bound is only lower.
  const timed = after ? query.where(sql<boolean>`${time} < ${instantOf(after)}`) : query;
  const times = (await timed
    .clearSelect()
    .select(time.as("page_time"))
    .orderBy(time, "desc")
    .limit(count)
    .execute()) as { page_time: Date }[];
  if (times.length === 0 && after === undefined) return [];
  const rows = newestFirst(request);
  // A Date is the time cut down to its millisecond, so no row is newer and yet below the bound.
  const oldest = times[request.count - 1]?.page_time;
  if (oldest !== undefined) {
    const bounded = rows.where(sql<boolean>`${time} >= ${oldest}`);
    const page = await executeRows(bounded, count);
    if (page.length >= request.count) return page;
  }
  return executeRows(rows, count);
}

/**
 * Up to 50 rows, DuckDB sorts row numbers and joins the rows to them, which takes twice as long: see its
 * setting late_materialization_max_rows.
 */
const fewestRows = 51;

function newestFirst<DB, TB extends keyof DB, Row>({
  query,
  time,
  after,
}: RowsRequest<DB, TB, Row>): SelectQueryBuilder<DB, TB, Row> {
  const id = sql.ref<string>("id");
  const ordered = query
    .select([sql<string>`cast(${time} as varchar)`.as("page_time"), id.as("page_id")])
    .orderBy(time, "desc")
    .orderBy(id, "desc");
  if (after === undefined) return ordered;
  const instant = instantOf(after);
  // The redundant `<=` is what zone maps and an index can be used by; neither makes anything of the rest.
  return ordered.where(
    sql<boolean>`(${time} <= ${instant} and (${time} < ${instant} or ${id} < cast(${after.id} as uuid)))`,
  );
}

/** As text, which keeps microseconds. Both engines turn it into a constant before they plan. */
function instantOf({ time }: Position): RawBuilder<Date> {
  return sql<Date>`cast(${time} as timestamptz)`;
}

/** Kysely cannot follow the two columns through a row type that is still open. */
async function executeRows<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  limit: number,
): Promise<PositionedRow<Row>[]> {
  return (await query.limit(limit).execute()) as PositionedRow<Row>[];
}
