import type { Transaction } from "kysely";
import { withCallersStack } from "./callers-stack.ts";
import { duckDbConnectionOf, duckDbEngineOf } from "./duckdb/dialect/dialect.ts";
import type { Executor } from "./executor.ts";
import { refuseInsideUnit } from "./duckdb/writer/run-unit.ts";
import { UnitTask } from "./duckdb/writer/unit-task.ts";

/**
 * Runs the work in the caller's transaction if there is one, and in a new transaction otherwise. A new one may
 * share its commit with other writes. If one of those fails, all are rolled back and the work is called again.
 * So the work must only run queries, and only through the transaction that it gets.
 */
export async function inTransaction<DB, T>(
  executor: Executor<DB>,
  work: (transaction: Transaction<DB>) => Promise<T>,
): Promise<T> {
  if (executor.isTransaction) return work(executor as Transaction<DB>);
  const engine = duckDbEngineOf(executor);
  if (engine === undefined) return executor.transaction().execute(work);
  refuseInsideUnit();
  // Takes the connection now: Kysely gives none to calls that still wait when it is destroyed.
  return executor.connection().execute(async (connection) => {
    const run = (): Promise<T> => connection.transaction().execute(work);
    const { hasOwnSession, signal } = await duckDbConnectionOf(connection);
    if (hasOwnSession) return run();
    const unit = new UnitTask(run, engine.transactionLimits(signal));
    return withCallersStack(() => engine.submit(unit, unit.settled, signal));
  });
}
