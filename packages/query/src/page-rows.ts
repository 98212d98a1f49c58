import type { SelectQueryBuilder } from "kysely";
import type { LargeContents } from "./content-bytes.ts";
import { nextMillisecond, type Position } from "./cursor.ts";

/** The table of a page. Its real columns are only known to the caller. */
export interface PageTable {
  page: Record<string, Date | number | string | null>;
}

/** A query of the table of a page. */
export type PageQuery<Row> = SelectQueryBuilder<PageTable, "page", Row>;

/** The query of a page, and the position after which the page starts. */
export interface RowsRequest<Row> {
  readonly query: PageQuery<Row>;
  /** The name of the column that orders the rows. */
  readonly time: string;
  /** The last row of the page before. */
  readonly after: Position | undefined;
  /** The number of rows to fetch: one more than the page has, which shows whether there is another page. */
  readonly count: number;
  /** The columns that can be large. Undefined if the page is limited by rows alone. */
  readonly contents: LargeContents | undefined;
}

/** The rows of a page, and the position where it ends, which is undefined for the last page. */
export interface FetchedRows<Row> {
  readonly rows: Row[];
  readonly end: Position | undefined;
}

/** The rows after the position of the request. */
export function afterPosition<Row>({
  query,
  time,
  after,
}: Pick<RowsRequest<Row>, "query" | "time" | "after">): PageQuery<Row> {
  if (after === undefined) return query;
  // Zone maps and indexes can use only the redundant condition on the time alone.
  return query.where(time, "<", nextMillisecond(after.time)).where((row) => {
    // A cast of text keeps microseconds. Both engines fold it into a constant before they plan.
    const instant = row.cast<Date>(row.val(after.time), "timestamptz");
    return row.or([
      row(time, "<", instant),
      row.and([row(time, "=", instant), row("id", "<", after.id)]),
    ]);
  });
}

/** In the order of pages. */
export function newestFirst<Row>(query: PageQuery<Row>, time: string): PageQuery<Row> {
  return query.orderBy(time, "desc").orderBy("id", "desc");
}
