import { type Kysely, sql } from "kysely";
import { contentBytes } from "./content-bytes.ts";
import type { PageOrder, Position } from "./cursor.ts";
import type { Executor } from "./executor.ts";
import { pageLimits } from "./page-limits.ts";
import {
  afterPosition,
  type FetchedRows,
  inPageOrder,
  type PageQuery,
  type PageTable,
  type RowsRequest,
} from "./page-rows.ts";

/** A row with its position. */
interface Positioned {
  readonly page_id: string;
  readonly page_time: string;
  /** The number of rows from which those that fit were taken. */
  readonly page_rows: number;
}

/**
 * Fetches a page on PostgreSQL with one statement. It reads an index on the filters, the time and the id backwards, or
 * forwards for the oldest first, and stops.
 */
export async function fetchOnPostgres<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
): Promise<FetchedRows<Row>> {
  const { contents, time, count, order } = request;
  const ordered = inPageOrder(afterPosition(request), request)
    .select([sql<string>`cast(${sql.ref(time)} as varchar)`.as("page_time"), "id as page_id"])
    .limit(count);
  const query =
    contents === undefined
      ? ordered
      : fitting(
          db,
          ordered.select([contentBytes(db, contents).as("page_bytes"), `${time} as page_instant`]),
          order,
        );
  const found = (await query.execute()) as (Row & Positioned)[];
  const rows = found.slice(0, count - 1);
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    first: first && positionOf(first),
    last: last && positionOf(last),
    hasMore: rows.length < (found[0]?.page_rows ?? found.length),
  };
}

function positionOf({ page_time: time, page_id: id }: Positioned): Position {
  return { time, id };
}

/**
 * Limits rows by their bytes, but keeps the first. PostgreSQL passes a large value on as a reference, so it reads only
 * those that it returns, and one at a time those that it measures.
 */
function fitting<DB, Row>(anyDb: Executor<DB>, rows: PageQuery<Row>, order: PageOrder) {
  const db = anyDb as unknown as Kysely<PageTable>;
  const word = sql.raw(order);
  const inOrder = sql`order by page_instant ${word}, page_id ${word}`;
  const counted = db
    .selectFrom(rows.as("rows"))
    .selectAll()
    .select([
      sql<number>`row_number() over (${inOrder})`.as("page_number"),
      sql<number>`sum(page_bytes) over (${inOrder} rows unbounded preceding)`.as("page_sum"),
      sql<number>`count(*) over ()`.as("page_rows"),
    ]);
  return db
    .selectFrom(counted.as("counted"))
    .selectAll()
    .where(sql<boolean>`page_sum <= ${pageLimits.bytes} or page_number = 1`)
    .orderBy(sql`page_number`);
}
