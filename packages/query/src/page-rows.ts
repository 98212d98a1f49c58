import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Position } from "./cursor.ts";

/** What a page is read from, and where it starts. */
export interface RowsRequest<DB, TB extends keyof DB, Row> {
  readonly query: SelectQueryBuilder<DB, TB, Row>;
  readonly time: RawBuilder<Date>;
  /** The last row of the page before. */
  readonly after: Position | undefined;
  /** How many rows are wanted. */
  readonly count: number;
}

/** A row, and where it lies in the order of pages. */
export type PositionedRow<Row> = Row & { readonly page_time: string; readonly page_id: string };

/** All rows after the position, newest first. */
export function newestFirst<DB, TB extends keyof DB, Row>({
  query,
  time,
  after,
}: Omit<RowsRequest<DB, TB, Row>, "count">): SelectQueryBuilder<DB, TB, Row> {
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
export function instantOf({ time }: Position): RawBuilder<Date> {
  return sql<Date>`cast(${time} as timestamptz)`;
}

export async function executeRows<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  limit: number,
): Promise<PositionedRow<Row>[]> {
  // Kysely cannot follow the two columns through a row type that is still open.
  return (await query.limit(limit).execute()) as PositionedRow<Row>[];
}
