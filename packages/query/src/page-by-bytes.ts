import { ByteBatches } from "./byte-batches.ts";
import type { LargeContents } from "./content-bytes.ts";
import type { Executor } from "./executor.ts";
import { type ReadContents, readLeftOut, type WantedRow } from "./left-out-contents.ts";
import { type Candidate, positionOf } from "./page-candidates.ts";
import { pageLimits } from "./page-limits.ts";
import type { FetchedRows, RowsRequest } from "./page-rows.ts";

/** The largest value of an INT column. */
const noLimit = 2 ** 31 - 1;

/** A row of a page and the size of its contents. Without `row`, the contents have not been read yet. */
interface Taken<Row> {
  readonly candidate: Candidate<Row>;
  readonly bytes: number;
  readonly row: Row | undefined;
}

type Read<Row> = (wanted: readonly WantedRow[]) => Promise<ReadContents<Row>>;

/**
 * Takes as many candidates as fit into a page, and reads the contents that were left out. A row that is deleted
 * meanwhile leaves the page shorter, and the page ends before one that grows meanwhile.
 */
export async function takeByBytes<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
  contents: LargeContents,
  candidates: readonly Candidate<Row>[],
): Promise<FetchedRows<Row>> {
  const read: Read<Row> = (wanted) => readLeftOut(db, request, contents, wanted);
  const fitting = await takeFitting(candidates.slice(0, request.count - 1), read);
  const { page, rows } = await readMissing(fitting, read);
  const [first, last] = [page[0], page.at(-1)];
  return {
    rows: page
      .map(({ candidate, row }) => row ?? rows.get(candidate.key))
      .filter((row) => row !== undefined),
    first: first && positionOf(first.candidate),
    last: last && positionOf(last.candidate),
    hasMore: page.length < candidates.length,
  };
}

async function takeFitting<Row>(
  candidates: readonly Candidate<Row>[],
  read: Read<Row>,
): Promise<Taken<Row>[]> {
  const rows = new Map<string, Row>();
  const sizes = new Map<string, number>();
  const batches = new ByteBatches(candidates, async (unknown) => {
    const most = Math.floor(pageLimits.bytes / unknown.length);
    const found = await read(unknown.map((candidate) => ({ candidate, most })));
    for (const [key, row] of found.rows) rows.set(key, row);
    for (const [key, size] of found.sizes) sizes.set(key, size);
    return found.sizes;
  });
  const page = await batches.take({ rows: candidates.length, bytes: pageLimits.bytes });
  return page.map((candidate) => ({
    candidate,
    bytes: candidate.bytes ?? sizes.get(candidate.key) ?? 0,
    row: candidate.row ?? rows.get(candidate.key),
  }));
}

/** Reads the contents of a page that are still missing, and shortens it if they have grown. */
async function readMissing<Row>(
  page: readonly Taken<Row>[],
  read: Read<Row>,
): Promise<{ readonly page: readonly Taken<Row>[]; readonly rows: ReadonlyMap<string, Row> }> {
  const missing = page.filter(({ row }) => row === undefined);
  if (missing.length === 0) return { page, rows: new Map() };
  const { rows, sizes } = await read(
    missing.map(({ candidate, bytes }) => ({
      candidate,
      // A page has at least one row, even a larger one.
      most: page.length === 1 ? noLimit : bytes,
    })),
  );
  const grown = missing.find(({ candidate: { key } }) => sizes.has(key) && !rows.has(key));
  if (grown === undefined) return { page, rows };
  const end = page.indexOf(grown);
  return end === 0 ? readMissing(page.slice(0, 1), read) : { page: page.slice(0, end), rows };
}
