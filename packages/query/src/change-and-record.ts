import type { Compilable } from "kysely";
import { withCallersStack } from "./callers-stack.ts";
import { duckDbConnectionOf, duckDbEngineOf } from "./duckdb/dialect/dialect.ts";
import { refuseInsideUnit } from "./duckdb/writer/run-unit.ts";
import { StatementTask } from "./duckdb/writer/statement-task.ts";
import type { Executor } from "./executor.ts";
import { inTransaction } from "./in-transaction.ts";

/**
 * Runs an update or delete and, if it changed a row, the inserts that record the change: all of them or none.
 * It uses the caller's transaction if there is one, and its own transaction otherwise. Put the condition in the
 * change, so that one of several callers wins. No statement may depend on the result of another. On DuckDB,
 * concurrent calls that differ in their values only share a few statements and one commit.
 *
 * @returns whether the change affected a row.
 */
export async function changeAndRecord<DB>(
  executor: Executor<DB>,
  change: Compilable,
  records: readonly Compilable[],
): Promise<boolean> {
  const engine = executor.isTransaction ? undefined : duckDbEngineOf(executor);
  const connection = engine && (await duckDbConnectionOf(executor));
  if (engine === undefined || connection === undefined || connection.hasOwnSession) {
    return inTransaction(executor, async (transaction) => {
      const { numAffectedRows = 0n } = await transaction.executeQuery(change.compile());
      if (numAffectedRows === 0n) return false;
      for (const record of records) await transaction.executeQuery(record.compile());
      return true;
    });
  }
  refuseInsideUnit();
  const task = new StatementTask(
    change.compile(),
    records.map((record) => record.compile()),
  );
  const { numAffectedRows = 0n } = await withCallersStack(() =>
    engine.submit(task, task.settled, connection.signal),
  );
  return numAffectedRows > 0n;
}
