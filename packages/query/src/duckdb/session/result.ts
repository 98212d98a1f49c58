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

const changing: ReadonlySet<StatementType> = new Set([
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
]);

/** Converts a result. The engine tells what the statement was; its text and columns could mislead. */
export function toQueryResult<Row>(result: DuckDBMaterializedResult): QueryResult<Row> {
  countResult();
  const changes = changing.has(result.statementType);
  if (result.returnType !== ResultReturnType.QUERY_RESULT) {
    return { rows: [], ...(changes ? { numAffectedRows: BigInt(result.rowsChanged) } : {}) };
  }
  const rows = readRows(result) as Row[];
  return { rows, ...(changes ? { numAffectedRows: BigInt(rows.length) } : {}) };
}

/** Reads the chunks directly. The driver's fetches go through libuv's pool for rows that are in memory. */
function readRows(result: DuckDBMaterializedResult): Record<string, unknown>[] {
  const toRows = chunkReader(result);
  const rows: Record<string, unknown>[] = [];
  for (let index = 0; index < result.chunkCount; index++) {
    for (const row of toRows(result.getChunk(index))) rows.push(row);
  }
  return rows;
}

/**
 * Makes rows from the chunks of a result.
 *
 * @throws {DatabaseError} `invalid_query` for a repeated name, and, from a chunk, `invalid_value`.
 */
export function chunkReader(
  result: DuckDBResult,
): (chunk: DuckDBDataChunk) => Record<string, unknown>[] {
  // The engine's names. The driver's own method renames repeated ones.
  const names = result.columnNames();
  const makeRow = rowMaker(names);
  return (chunk) => {
    const columns = names.map((name, column) =>
      inColumn(name, () => chunk.convertColumnValues(column, decodeValue)),
    );
    return Array.from({ length: chunk.rowCount }, (_, row) =>
      makeRow(columns.map((values) => values[row])),
    );
  };
}
