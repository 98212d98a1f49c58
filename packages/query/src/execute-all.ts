import type { Compilable, CompiledQuery, QueryResult, Transaction } from "kysely";
import { duckDbConnectionOf } from "./duckdb/dialect/dialect.ts";
import { engineOf } from "./engine.ts";

/**
 * Runs statements of a transaction in their order, and returns the rows or the outcome of each. Statements that differ
 * in their values only are few statements together: inserts of one row, updates and deletes by a key, and look-ups by a
 * key. None of them may depend on another's result.
 */
export async function executeAll<DB, Query extends Compilable>(
  transaction: Transaction<DB>,
  queries: readonly Query[],
): Promise<QueryResult<InferRow<Query>>[]> {
  const compiled = queries.map((query) => query.compile());
  const results =
    engineOf(transaction) === "duckdb"
      ? (await duckDbConnectionOf(transaction)).executeAll(compiled)
      : executeInTurn(transaction, compiled);
  return results as Promise<QueryResult<InferRow<Query>>[]>;
}

/** The type of the rows that a query returns. */
type InferRow<Query> = Query extends Compilable<infer Row> ? Row : never;

async function executeInTurn<DB>(
  transaction: Transaction<DB>,
  queries: readonly CompiledQuery[],
): Promise<QueryResult<unknown>[]> {
  const results: QueryResult<unknown>[] = [];
  for (const query of queries) results.push(await transaction.executeQuery(query));
  return results;
}
