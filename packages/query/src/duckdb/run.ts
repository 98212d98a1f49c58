import type { DuckDBConnection, DuckDBMaterializedResult } from "@duckdb/node-api";
import { ResultReturnType } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { classifyError } from "./classify-error.ts";
import { decodeValue } from "./decode.ts";
import { encodeParameter } from "./encode.ts";

/** Runs one statement. Only one may run on a connection at a time. */
export async function run<Row>(
  connection: DuckDBConnection,
  query: CompiledQuery,
): Promise<QueryResult<Row>> {
  try {
    const parameters = query.parameters.map(encodeParameter);
    // Without parameters the text may hold several statements, as a migration file does.
    const result = await connection.run(
      query.sql,
      parameters.length === 0 ? undefined : parameters,
    );
    return await toQueryResult(result);
  } catch (error) {
    throw classifyError(error);
  }
}

/** What the statement was comes from the engine, never from the look of its columns or its text. */
async function toQueryResult<Row>(result: DuckDBMaterializedResult): Promise<QueryResult<Row>> {
  if (result.returnType === ResultReturnType.QUERY_RESULT) {
    const rows = (await result.convertRowObjects<unknown>(decodeValue)) as Row[];
    return { rows, numAffectedRows: BigInt(rows.length) };
  }
  return { rows: [], numAffectedRows: BigInt(result.rowsChanged) };
}
