import type { Executor } from "./executor.ts";
import { takeByBytes } from "./page-by-bytes.ts";
import { findByZoneMaps, findInOrder } from "./page-by-zone-maps.ts";
import { positionOf } from "./page-candidates.ts";
import type { FetchedRows, RowsRequest } from "./page-rows.ts";

/** Fetches a page on DuckDB. */
export async function fetchOnDuckDb<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
): Promise<FetchedRows<Row>> {
  const { contents, count, order } = request;
  // Only the newest rows need a bound: DuckDB's top-N starts with the newest row group.
  const candidates = await (order === "desc" ? findByZoneMaps(db, request) : findInOrder(request));
  if (contents !== undefined) return takeByBytes(db, request, contents, candidates);
  const page = candidates.slice(0, count - 1);
  const [first, last] = [page[0], page.at(-1)];
  return {
    // Without large contents, each candidate has its row.
    rows: page.map(({ row }) => row as Row),
    first: first && positionOf(first),
    last: last && positionOf(last),
    hasMore: page.length < candidates.length,
  };
}
