import type { Compilable, CompiledQuery, QueryResult, Transaction, UnknownRow } from "kysely";
import { duckDbConnectionOf } from "./duckdb/dialect/dialect.ts";
import { engineOf } from "./engine.ts";
import { postgresConnectionOf } from "./postgres/dialect.ts";

/**
 * Runs statements of a transaction, and returns the rows or the outcome of each. Statements that differ in their values
 * only are few statements together, in the place of the first: inserts of one row, updates and deletes by a key, and
 * look-ups by a key. None of the statements may depend on another's result.
 */
export async function executeAll<DB, Query extends Compilable>(
  transaction: Transaction<DB>,
  queries: readonly Query[],
): Promise<QueryResult<InferRow<Query>>[]> {
  const connection =
    engineOf(transaction) === "duckdb"
      ? await duckDbConnectionOf(transaction)
      : await postgresConnectionOf(transaction);
  const alike = new Map<string, Indexed[]>();
  for (const [index, query] of queries.entries()) {
    const compiled = query.compile();
    const others = alike.get(compiled.sql);
    if (others) others.push({ index, compiled });
    else alike.set(compiled.sql, [{ index, compiled }]);
  }
  const results: QueryResult<unknown>[] = [];
  for (const group of alike.values()) {
    const ofGroup = await connection.executeAll(group.map(({ compiled }) => compiled));
    for (const [place, { index, compiled }] of group.entries()) {
      results[index] = await transformed(transaction, compiled, ofGroup[place]);
    }
  }
  return results as QueryResult<InferRow<Query>>[];
}

/** The result as Kysely's plugins make it. */
async function transformed<DB>(
  transaction: Transaction<DB>,
  { queryId }: CompiledQuery,
  result: QueryResult<unknown> | undefined,
): Promise<QueryResult<unknown>> {
  let made = result as QueryResult<UnknownRow>;
  for (const plugin of transaction.getExecutor().plugins) {
    made = await plugin.transformResult({ queryId, result: made });
  }
  return made;
}

interface Indexed {
  readonly index: number;
  readonly compiled: CompiledQuery;
}

/** The type of the rows that a query returns. */
type InferRow<Query> = Query extends Compilable<infer Row> ? Row : never;
