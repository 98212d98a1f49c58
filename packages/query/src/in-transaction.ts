import type { Transaction } from "kysely";
import { withCallersStack } from "./callers-stack.ts";
import { duckDbConnectionOf, duckDbEngineOf } from "./duckdb/dialect/dialect.ts";
import type { Executor } from "./executor.ts";
import { refuseInsideUnit, UnitTask } from "./duckdb/writer/unit-task.ts";

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
  const engine = duckDbEngineOf(executor);
  if (engine === undefined) return executor.transaction().execute(work);
  refuseInsideUnit();
  // With a connection from now on, since Kysely gives none to what still waits when it is destroyed.
  return executor.connection().execute(async (connection) => {
    const run = (): Promise<T> => connection.transaction().execute(work);
    const { hasOwnSession, signal } = await duckDbConnectionOf(connection);
    if (hasOwnSession) return run();
    const unit = new UnitTask(run, engine.transactionLimits(signal));
    return withCallersStack(() => engine.submit(unit, unit.settled, signal));
  });
}
