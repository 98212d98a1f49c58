import type { Compilable } from "kysely";
import { withCallersStack } from "./callers-stack.ts";
import { duckDbConnectionOf, duckDbEngineOf } from "./duckdb/dialect/dialect.ts";
import { refuseInsideUnit } from "./duckdb/writer/unit-task.ts";
import { StatementTask } from "./duckdb/writer/statement-task.ts";
import type { Executor } from "./executor.ts";
import { inTransaction } from "./in-transaction.ts";

/**
 * Runs an update or delete and, where it changed a row, the inserts that put it on record: all of it or
 * nothing. In the caller's transaction where there is one, in one of its own otherwise. On DuckDB many
 * that differ in their values only are a few statements and one commit, which makes this the quickest
 * way to say "one wins, and it is on record": the condition belongs in the change, and none of the
 * statements may depend on what another one returned.
 *
 * @returns whether it changed a row.
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
