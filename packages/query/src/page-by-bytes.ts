import { type SelectQueryBuilder, sql } from "kysely";
import { ByteBatches, type SizedKey } from "./byte-batches.ts";
import { type LargeContents, measuredBytes, storedBytes } from "./content-bytes.ts";
import { endOf, type FetchedRows, fetchRows } from "./fetch-rows.ts";
import type { Executor } from "./executor.ts";
import { pageLimits } from "./page-limits.ts";
import { executeRows, instantOf, newestFirst, type RowsRequest } from "./page-rows.ts";

/** For up to 50 rows, DuckDB sorts row numbers and then joins the rows, which takes twice as long for small rows. */
const leastForPlainSort = 51;

/** A row that may belong to the page, without its contents. */
interface Candidate extends SizedKey {
  readonly time: string;
}

interface Sized {
  readonly page_bytes: number | null;
}

/**
 * Fetches a page with a limit in bytes. It first reads the positions and sizes of rows, without the contents, and
 * then as many rows as fit. A row that is inserted between the two reads takes the place of the last row; a row
 * that is deleted leaves the page shorter.
 */
export async function fetchByBytes<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<DB, TB, Row>,
  contents: LargeContents,
): Promise<FetchedRows<Row>> {
  const { time, count } = request;
  const candidates = await findCandidates(db, request, contents);
  const batches = new ByteBatches(candidates, (keys) => measure(db, request, contents, keys));
  const page = await batches.take({ rows: count - 1, bytes: pageLimits.bytes });
  const [newest, oldest] = [page[0], page.at(-1)];
  if (newest === undefined || oldest === undefined) return { rows: [], end: undefined };
  const query = newestFirst(request)
    .where(sql<boolean>`${time} <= ${instant(newest)}`)
    .where(sql<boolean>`${time} >= ${instant(oldest)}`);
  const endsByBytes = page.length < Math.min(count - 1, candidates.length);
  const limit = endsByBytes ? page.length : Math.max(page.length, leastForPlainSort);
  const found = await executeRows(query, limit);
  const rows = found.slice(0, page.length);
  const more = candidates.length > page.length || found.length > rows.length;
  const end = endOf(rows) ?? { time: oldest.time, id: oldest.key };
  return { rows, end: more ? end : undefined };
}

async function findCandidates<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  { query, ...request }: RowsRequest<DB, TB, Row>,
  contents: LargeContents,
): Promise<Candidate[]> {
  // Kysely cannot infer the new columns beside a generic row type.
  const narrow = query
    .clearSelect()
    .select(storedBytes(contents).as("page_bytes")) as SelectQueryBuilder<DB, TB, Sized>;
  const rows = await fetchRows(db, { ...request, query: narrow });
  return rows.slice(0, request.count).map(({ page_id, page_time, page_bytes }) => ({
    key: page_id,
    time: page_time,
    bytes: page_bytes,
  }));
}

async function measure<DB, TB extends keyof DB, Row>(
  db: Executor<DB>,
  { query, time }: RowsRequest<DB, TB, Row>,
  contents: LargeContents,
  keys: readonly Candidate[],
): Promise<ReadonlyMap<string, number>> {
  const [newest, oldest] = [keys[0], keys.at(-1)] as [Candidate, Candidate];
  const id = sql.ref<string>("id");
  const among = sql.join(keys.map(({ key }) => key));
  const rows = await query
    .clearSelect()
    .select([id.as("page_id"), measuredBytes(db, contents).as("page_bytes")])
    .where(
      sql<boolean>`(${id} in (${among}) and ${time} >= ${instant(oldest)} and ${time} <= ${instant(newest)})`,
    )
    .$castTo<{ page_id: string; page_bytes: number }>()
    .execute();
  return new Map(rows.map((row) => [row.page_id, row.page_bytes]));
}

function instant({ key, time }: Candidate): ReturnType<typeof instantOf> {
  return instantOf({ id: key, time });
}
