import type { Compilable } from "kysely";
import { withCallersStack } from "./callers-stack.ts";
import { duckDbConnectionOf, duckDbEngineOf } from "./duckdb/dialect/dialect.ts";
import { refuseInsideUnit } from "./duckdb/writer/run-unit.ts";
import { StatementTask } from "./duckdb/writer/statement-task.ts";
import type { Executor } from "./executor.ts";
import { inTransaction } from "./in-transaction.ts";
import type { RecordedChange } from "./postgres/batches/change-batch.ts";
import { sharedStatementsOf } from "./postgres/sharing/shared-statements.ts";

/**
 * Runs an update or delete and, if it changed a row, the inserts that record the change: all of them or none.
 * It uses the caller's transaction if there is one, and its own transaction otherwise. Put the condition in the
 * change, so that one of several callers wins. No statement may depend on the result of another.
 * Concurrent calls that differ in their values only share a few statements and one commit.
 *
 * @returns whether the change affected a row.
 */
export async function changeAndRecord<DB>(
  executor: Executor<DB>,
  change: Compilable,
  records: readonly Compilable[],
): Promise<boolean> {
  const recorded = { change: change.compile(), records: records.map((record) => record.compile()) };
  const shared = sharedStatementsOf(executor);
  if (shared) {
    const changed = withCallersStack(async () => shared.changeAndRecord(recorded));
    return (await changed) ?? changeInTransaction(executor, recorded);
  }
  const engine = executor.isTransaction ? undefined : duckDbEngineOf(executor);
  const connection = engine && (await duckDbConnectionOf(executor));
  if (engine === undefined || connection === undefined || connection.hasOwnSession) {
    return changeInTransaction(executor, recorded);
  }
  refuseInsideUnit();
  const task = new StatementTask(recorded.change, recorded.records);
  const { numAffectedRows = 0n } = await withCallersStack(() =>
    engine.submit(task, task.settled, connection.signal),
  );
  return numAffectedRows > 0n;
}

function changeInTransaction<DB>(
  executor: Executor<DB>,
  { change, records }: RecordedChange,
): Promise<boolean> {
  return inTransaction(executor, async (transaction) => {
    const { numAffectedRows = 0n } = await transaction.executeQuery(change);
    if (numAffectedRows === 0n) return false;
    for (const record of records) await transaction.executeQuery(record);
    return true;
  });
}
