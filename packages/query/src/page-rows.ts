import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Position } from "./cursor.ts";

/** The query of a page, and the position after which the page starts. */
export interface RowsRequest<DB, TB extends keyof DB, Row> {
  readonly query: SelectQueryBuilder<DB, TB, Row>;
  readonly time: RawBuilder<Date>;
  /** The last row of the page before. */
  readonly after: Position | undefined;
  /** The number of rows to fetch. */
  readonly count: number;
}

/** A row with its position in the order of pages. */
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
  // Zone maps and indexes can use only the redundant `<=`, not the rest of the condition.
  return ordered.where(
    sql<boolean>`(${time} <= ${instant} and (${time} < ${instant} or ${id} < cast(${after.id} as uuid)))`,
  );
}

/** A cast of text, which keeps microseconds. Both engines fold it into a constant before they plan. */
export function instantOf({ time }: Position): RawBuilder<Date> {
  return sql<Date>`cast(${time} as timestamptz)`;
}

export async function executeRows<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  limit: number,
): Promise<PositionedRow<Row>[]> {
  // Kysely cannot infer the two columns beside a generic row type.
  return (await query.limit(limit).execute()) as PositionedRow<Row>[];
}
