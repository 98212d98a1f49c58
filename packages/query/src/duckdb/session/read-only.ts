import type { DuckDBConnection, DuckDBMaterializedResult } from "@duckdb/node-api";
import type { QueryResult } from "kysely";
import { toQueryResult } from "./result.ts";

/**
 * Runs a statement in a read-only transaction.
 *
 * @returns undefined if the engine refuses it because it writes. Then nothing has run.
 */
export async function readOnly(
  connection: DuckDBConnection,
  run: () => Promise<DuckDBMaterializedResult>,
): Promise<QueryResult<unknown> | undefined> {
  await connection.run("BEGIN TRANSACTION READ ONLY");
  try {
    return toQueryResult(await run());
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("TransactionContext Error")) {
      return undefined;
    }
    throw error;
  } finally {
    await leave(connection);
  }
}

/** Repeats the ROLLBACK if an interrupt for the statement hits it. */
async function leave(connection: DuckDBConnection): Promise<void> {
  for (;;) {
    try {
      await connection.run("ROLLBACK");
      return;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("INTERRUPT")) return;
    }
  }
}
