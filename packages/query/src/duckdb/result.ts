import { type DuckDBMaterializedResult, ResultReturnType } from "@duckdb/node-api";
import type { QueryResult } from "kysely";
import { countResult } from "./collect-results.ts";
import { decodeValue } from "./decode.ts";

/** What a statement was comes from the engine, never from the look of its columns or its text. */
export function toQueryResult<Row>(result: DuckDBMaterializedResult): QueryResult<Row> {
  countResult();
  if (result.returnType !== ResultReturnType.QUERY_RESULT) {
    return { rows: [], numAffectedRows: BigInt(result.rowsChanged) };
  }
  const rows = readRows(result) as Row[];
  return { rows, numAffectedRows: BigInt(rows.length) };
}

/** Without the driver's fetches, each of which goes through libuv's pool for rows that are here already. */
function readRows(result: DuckDBMaterializedResult): Record<string, unknown>[] {
  const names = result.deduplicatedColumnNames();
  const rows: Record<string, unknown>[] = [];
  for (let index = 0; index < result.chunkCount; index++) {
    for (const values of result.getChunk(index).convertRows(decodeValue)) {
      const row: Record<string, unknown> = {};
      for (const [column, name] of names.entries()) row[name] = values[column];
      rows.push(row);
    }
  }
  return rows;
}
