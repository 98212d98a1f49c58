import type { Position } from "./cursor.ts";
import { engineOf } from "./engine.ts";
import type { Executor } from "./executor.ts";
import { fetchByZoneMaps } from "./page-by-zone-maps.ts";
import { executeRows, newestFirst, type PositionedRow, type RowsRequest } from "./page-rows.ts";

/** The rows of a page, and where it ends; undefined where it is the last one. */
export interface FetchedRows<Row> {
  readonly rows: PositionedRow<Row>[];
  readonly end: Position | undefined;
}

/** The rows that were asked for, if there are as many; sometimes more. */
export function fetchRows<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  return engineOf(db) === "duckdb"
    ? fetchByZoneMaps(db, request)
    : // PostgreSQL reads an index on the filters, the time and the id backwards, and stops.
      executeRows(newestFirst(request), request.count);
}

/** A page that ends by its number of rows: one less than are asked for, since that one tells whether there are more. */
export async function fetchByRows<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<DB, TB, Row>,
): Promise<FetchedRows<Row>> {
  const found = await fetchRows(db, request);
  const rows = found.slice(0, request.count - 1);
  return { rows, end: found.length > rows.length ? endOf(rows) : undefined };
}

/** The position of the last row. */
export function endOf(rows: readonly PositionedRow<unknown>[]): Position | undefined {
  const last = rows.at(-1);
  return last && { time: last.page_time, id: last.page_id };
}
