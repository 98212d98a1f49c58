import type { Position } from "./cursor.ts";
import { engineOf } from "./engine.ts";
import type { Executor } from "./executor.ts";
import { fetchByZoneMaps } from "./page-by-zone-maps.ts";
import { executeRows, newestFirst, type PositionedRow, type RowsRequest } from "./page-rows.ts";

/** The rows of a page, and the position where it ends, which is undefined for the last page. */
export interface FetchedRows<Row> {
  readonly rows: PositionedRow<Row>[];
  readonly end: Position | undefined;
}

/** Returns the requested number of rows, if there are that many, and sometimes more. */
export function fetchRows<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<DB, TB, Row>,
): Promise<PositionedRow<Row>[]> {
  return engineOf(db) === "duckdb"
    ? fetchByZoneMaps(db, request)
    : // PostgreSQL reads an index on the filters, the time and the id backwards, and stops.
      executeRows(newestFirst(request), request.count);
}

/** Fetches a page by its number of rows. An extra row shows that there are more, and is not part of the page. */
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
