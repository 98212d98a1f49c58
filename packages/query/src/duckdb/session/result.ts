import {
  type DuckDBDataChunk,
  type DuckDBMaterializedResult,
  type DuckDBResult,
  ResultReturnType,
  StatementType,
} from "@duckdb/node-api";
import type { QueryResult } from "kysely";
import { inColumn, rowMaker } from "../../named-rows.ts";
import { countResult } from "./collect-results.ts";
import { decodeValue } from "../values/decode.ts";

type Row = Record<string, unknown>;

const changing: ReadonlySet<StatementType> = new Set([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
]);

/** Converts a result. The engine tells what the statement was; its text and columns could mislead. */
export function toQueryResult<Selected>(result: DuckDBMaterializedResult): QueryResult<Selected> {
  countResult(result);
  const changes = changing.has(result.statementType);
  if (result.returnType !== ResultReturnType.QUERY_RESULT) {
    return { rows: [], ...(changes ? { numAffectedRows: BigInt(result.rowsChanged) } : {}) };
  }
  const rows = readRows(result) as Selected[];
  return { rows, ...(changes ? { numAffectedRows: BigInt(rows.length) } : {}) };
}

/** Rows of a look-up, and the key of each, which is its last column. */
export interface KeyedRows {
  readonly keys: readonly unknown[];
  readonly rows: readonly Row[];
}

export function toKeyedRows(result: DuckDBMaterializedResult): KeyedRows {
  countResult(result);
  const names = result.columnNames();
  const makeRow = rowMaker(names.slice(0, -1));
  const keys: unknown[] = [];
  const rows: Row[] = [];
  for (const chunk of chunksOf(result)) {
    const columns = readColumns(chunk, names);
    for (const key of columns.at(-1) ?? []) keys.push(key);
    rows.push(...makeRows(columns, chunk.rowCount, makeRow));
  }
  return { keys, rows };
}

function readRows(result: DuckDBMaterializedResult): Row[] {
  const toRows = chunkReader(result);
  const rows: Row[] = [];
  for (const chunk of chunksOf(result)) rows.push(...toRows(chunk));
  return rows;
}

/** Reads the chunks directly. The driver's fetches go through libuv's pool for rows that are in memory. */
function* chunksOf(result: DuckDBMaterializedResult): Generator<DuckDBDataChunk> {
  const { chunkCount } = result;
  for (let index = 0; index < chunkCount; index++) yield result.getChunk(index);
}

/**
 * Makes rows from the chunks of a result.
 *
 * @throws {DatabaseError} `invalid_query` for a repeated name, and, from a chunk, `invalid_value`.
 */
export function chunkReader(result: DuckDBResult): (chunk: DuckDBDataChunk) => Row[] {
  // The engine's names. The driver's own method renames repeated ones.
  const names = result.columnNames();
  const makeRow = rowMaker(names);
  return (chunk) => makeRows(readColumns(chunk, names), chunk.rowCount, makeRow);
}

function readColumns(chunk: DuckDBDataChunk, names: readonly string[]): unknown[][] {
  return names.map((name, column) =>
    inColumn(name, () => chunk.convertColumnValues(column, decodeValue)),
  );
}

function makeRows(
  columns: readonly (readonly unknown[])[],
  count: number,
  makeRow: (values: readonly unknown[]) => Row,
): Row[] {
  const values: unknown[] = [];
  return Array.from({ length: count }, (_, row) => {
    for (let column = 0; column < columns.length; column++) values[column] = columns[column]?.[row];
    return makeRow(values);
  });
}
