import { sql } from "kysely";
import { type Candidate, position, type Positioned, toCandidates } from "./page-candidates.ts";
import { pageLimits } from "./page-limits.ts";
import { afterPosition, type PageQuery, type RowsRequest } from "./page-rows.ts";

/** How many more rows a scan returns than the page needs: those that were added since its bound was learned. */
const newRows = 50;
/** The most bytes of a row's contents in a scan. Several scans can share a statement. */
const smallRow = 8192;

/**
 * Reads the rows from a bound on with one statement. It does not sort them, which costs DuckDB a third more than to
 * read them. Contents that are large, or whose size is not on record, are left out.
 *
 * @param level pages of different levels share no statement.
 * @returns undefined if rows that were not read may belong to the page.
 */
export async function scanFrom<Row>(
  request: RowsRequest<Row>,
  bound: Date | "beginning",
  level: number,
): Promise<Candidate<Row>[] | undefined> {
  const { time, contents, count } = request;
  const limit = count + newRows;
  const most = Math.min(smallRow, Math.floor(pageLimits.bytes / limit));
  const after = afterPosition(request);
  const query = bound === "beginning" ? after : after.where(time, ">=", bound);
  const rows = (await scan({ ...request, query }, most)
    .limit(limit)
    .modifyEnd(sql`/* level ${sql.lit(level)} */`)
    .execute()) as (Row & Positioned)[];
  if (rows.length === limit || (bound !== "beginning" && rows.length < count)) return undefined;
  if (!rows.every(({ page_time }) => Number.isSafeInteger(page_time))) return undefined;
  return toCandidates(
    rows,
    contents === undefined ? () => true : (bytes) => typeof bytes === "number" && bytes <= most,
    request.order,
  );
}

function scan<Row>(request: RowsRequest<Row>, most: number): PageQuery<Row> {
  const { query, contents } = request;
  const columns = position(request, "double precision");
  if (contents === undefined) return query.select(columns);
  const positions = query.clearSelect().select(columns);
  const { stored } = contents;
  // Kysely cannot infer that rows without contents have only the columns of the position.
  if (stored === undefined) return positions as PageQuery<Row>;
  // A CASE would leave contents out as well, but DuckDB would read them first.
  const large = positions.where((row) => row.or([row(stored, ">", most), row(stored, "is", null)]));
  return query
    .select(columns)
    .where(stored, "<=", most)
    .unionAll(sql<never>`by name ${large}`);
}
