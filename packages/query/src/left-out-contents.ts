import { sql } from "kysely";
import { contentBytes, type LargeContents } from "./content-bytes.ts";
import { toDate } from "./cursor.ts";
import type { Executor } from "./executor.ts";
import type { Candidate } from "./page-candidates.ts";
import type { PageQuery, RowsRequest } from "./page-rows.ts";

/** A row to read, if its contents have at most that many bytes. */
export interface WantedRow {
  readonly candidate: Candidate<unknown>;
  readonly most: number;
}

/** The contents of the rows that still exist, by id. */
export interface ReadContents<Row> {
  /** The rows that are not larger than wanted. */
  readonly rows: ReadonlyMap<string, Row>;
  readonly sizes: ReadonlyMap<string, number>;
}

interface Sized {
  readonly page_id: string;
  readonly page_bytes: number;
  /** Null if the row is larger than wanted. */
  readonly page_fits: boolean | null;
}

/**
 * Reads rows whose contents a scan left out. Of a row that is larger than wanted, it returns only the size.
 *
 * @param wanted in the order of the request.
 */
export async function readLeftOut<DB, Row>(
  db: Executor<DB>,
  request: RowsRequest<Row>,
  contents: LargeContents,
  wanted: readonly WantedRow[],
): Promise<ReadContents<Row>> {
  const among = onlyOf(
    request,
    wanted.map(({ candidate }) => candidate),
  );
  const bytes = contentBytes(db, contents);
  const ids = wanted.map(({ candidate }) => candidate.key);
  const limits = wanted.map(({ most }) => most);
  const most = sql`list_extract(cast(${limits} as int[]), list_position(cast(${ids} as uuid[]), ${sql.ref("id")}))`;
  const sized = ["id as page_id", bytes.as("page_bytes")] as const;
  const large = among
    .clearSelect()
    .select(sized)
    .where(sql<boolean>`${bytes} > ${most}`);
  const found = (await among
    .select([...sized, sql.lit(true).as("page_fits")])
    .where(sql<boolean>`${bytes} <= ${most}`)
    .unionAll(sql<never>`by name ${large}`)
    .execute()) as (Row & Sized)[];
  return {
    rows: new Map(found.filter((row) => row.page_fits).map((row) => [row.page_id, row])),
    sizes: new Map(found.map((row) => [row.page_id, row.page_bytes])),
  };
}

/** DuckDB compares the ids and the times before it reads other columns. */
function onlyOf<Row>(
  { query, time, order }: RowsRequest<Row>,
  rows: readonly Candidate<unknown>[],
): PageQuery<Row> {
  const ids = rows.map(({ key }) => key);
  const [start, end] = [rows[0], rows.at(-1)].map((row) => row && toDate(row.time));
  const [newest, oldest] = order === "desc" ? [start, end] : [end, start];
  let only = query.where("id", "in", ids);
  if (oldest) only = only.where(time, ">=", oldest);
  if (newest) only = only.where(time, "<", new Date(newest.getTime() + 1));
  return only;
}
