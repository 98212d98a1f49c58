import type { SelectQueryBuilder } from "kysely";
import type { LargeContents } from "./content-bytes.ts";
import { millisecondsOf, nextMillisecond, type PageOrder, type Position } from "./cursor.ts";

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
  /** The order in which the rows are fetched. */
  readonly order: PageOrder;
  /** The last row before the page, in that order. */
  readonly after: Position | undefined;
  /** The number of rows to fetch: one more than the page has, which shows whether there is another page. */
  readonly count: number;
  /** The columns that can be large. Undefined if the page is limited by rows alone. */
  readonly contents: LargeContents | undefined;
}

/** The rows of a page in the order of the request, the positions of the first and the last one, and whether more follow. */
export interface FetchedRows<Row> {
  readonly rows: Row[];
  readonly first: Position | undefined;
  readonly last: Position | undefined;
  readonly hasMore: boolean;
  /** The time of the last row that was looked at, if a search ended before it had looked at all. */
  readonly searchedTo?: Date;
}

/** The rows after the position of the request, in its order. */
export function afterPosition<Row>({
  query,
  time,
  after,
  order,
}: Pick<RowsRequest<Row>, "query" | "time" | "after" | "order">): PageQuery<Row> {
  if (after === undefined) return query;
  const beyond = order === "desc" ? "<" : ">";
  // Zone maps and indexes can use only the redundant condition on the time alone.
  const near =
    order === "desc"
      ? query.where(time, "<", nextMillisecond(after.time))
      : query.where(time, ">=", new Date(millisecondsOf(after.time)));
  return near.where((row) => {
    // A cast of text keeps microseconds. Both engines fold it into a constant before they plan.
    const instant = row.cast<Date>(row.val(after.time), "timestamptz");
    return row.or([
      row(time, beyond, instant),
      row.and([row(time, "=", instant), row("id", beyond, after.id)]),
    ]);
  });
}

/** In the order of pages. */
export function inPageOrder<Row>(
  query: PageQuery<Row>,
  { time, order }: Pick<RowsRequest<Row>, "time" | "order">,
): PageQuery<Row> {
  return query.orderBy(time, order).orderBy("id", order);
}
