import type { Executor } from "./executor.ts";
import { takeByBytes } from "./page-by-bytes.ts";
import { findByZoneMaps } from "./page-by-zone-maps.ts";
import { positionOf } from "./page-candidates.ts";
import type { FetchedRows, RowsRequest } from "./page-rows.ts";

/** Fetches a page on DuckDB. */
export async function fetchOnDuckDb<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
): Promise<FetchedRows<Row>> {
  const { contents, count } = request;
  const candidates = await findByZoneMaps(db, request);
  if (contents !== undefined) return takeByBytes(db, request, contents, candidates);
  const page = candidates.slice(0, count - 1);
  const last = page.at(-1);
  return {
    // Without large contents, each candidate has its row.
    rows: page.map(({ row }) => row as Row),
    end: last && page.length < candidates.length ? positionOf(last) : undefined,
  };
}
