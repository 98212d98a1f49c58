import type { Kysely, Transaction } from "kysely";
import { duckDbEngineOf } from "./duckdb/dialect.ts";
import { refuseInsideUnit, UnitTask } from "./duckdb/writer/unit-task.ts";

/** What a query runs on: the database, or a transaction that is open. */
export type Executor<DB> = Kysely<DB> | Transaction<DB>;

/**
 * Runs the work in the caller's transaction where there is one, in a new one otherwise. A new one may
 * share its commit with other writes; when one of those fails, all are rolled back and the work is
 * called again. So it must do nothing but query, through the transaction that it is given.
 */
export async function inTransaction<DB, T>(
  executor: Executor<DB>,
  work: (transaction: Transaction<DB>) => Promise<T>,
): Promise<T> {
  if (executor.isTransaction) return work(executor as Transaction<DB>);
  const run = (): Promise<T> => executor.transaction().execute(work);
  const engine = duckDbEngineOf(executor);
  if (engine === undefined) return run();
  refuseInsideUnit();
  const unit = new UnitTask(run, engine.transactionTimeLimit);
  engine.submit(unit);
  return unit.settled;
}
