import { sizeOf } from "../../size-of.ts";
import { changeBatch, type RecordedChange, type RecordedForm } from "../batches/change-batch.ts";
import type { ChangeForm } from "../batches/change-form.ts";
import { statementForm } from "../batches/statement-form.ts";
import { isAboutTypes } from "../batches/batch-host.ts";
import type { PostgresConnection } from "../connection.ts";
import { mostParameters } from "../message-limits.ts";
import type { GuardedPool } from "../pool.ts";
import { holdConnection } from "./hold-connection.ts";
import { lockTimeLimit } from "./lock-time-limit.ts";
import { mostTogether } from "./serving-statements.ts";
import { type Outcome, outcomeOf, type Serving } from "./shared-queue.ts";

const forms = new WeakMap<ChangeForm, RecordedForm[]>();

/** The common form of a change and its records, one object for each. Undefined if they cannot be one statement. */
export function recordedForm({ change, records }: RecordedChange): RecordedForm | undefined {
  const form = statementForm(change);
  if (form?.kind !== "change") return undefined;
  const inserts = records.map(statementForm).filter((record) => record?.kind === "insert");
  // In another table, what one call records cannot meet the condition of another call's change.
  const areApart = inserts.every(({ table }) => table !== form.table);
  if (!areApart || inserts.length < records.length) return undefined;
  const known = forms.get(form) ?? [];
  const same = known.find(
    (one) =>
      one.records.length === inserts.length &&
      one.records.every((record, i) => record === inserts[i]),
  );
  if (same) return same;
  const made = { change: form, records: inserts };
  forms.set(form, [...known, made]);
  return made;
}

/** Serves changes of one form. The output is whether the change changed a row. */
export function servingChanges(
  pool: GuardedPool,
  form: RecordedForm,
): Serving<PostgresConnection, RecordedChange, boolean> {
  const parameters = [form.change, ...form.records].reduce((sum, one) => sum + one.parameters, 0);
  return {
    mostInputs: Math.max(1, Math.min(mostTogether, Math.floor(mostParameters / parameters))),
    bytes: ({ change, records }) =>
      [change, ...records].reduce((sum, query) => sum + sizeOf(query.parameters), 0),
    hold: (work) => holdConnection(pool, work),
    isWanted: () => pool.isWanted,
    async serve(connection, changes) {
      const changed =
        changes.length === 1
          ? await changeAtOnce(connection, form, changes)
          : await connection.transact(
              () => changeBatch(connection.batchHost, form, changes),
              lockTimeLimit,
            );
      return changed?.map((rows) => () => rows > 0) ?? changeInTurn(connection, changes);
    },
  };
}

/** One statement, which commits by itself. @returns undefined if it cannot be one. */
async function changeAtOnce(
  connection: PostgresConnection,
  form: RecordedForm,
  changes: readonly RecordedChange[],
): Promise<number[] | undefined> {
  try {
    return await changeBatch(connection.batchHost, form, changes);
  } catch (error) {
    // The schema may have changed since the types were learned. Nothing was kept, and in turn no types are needed.
    if (!isAboutTypes(error)) throw error;
    return undefined;
  }
}

async function changeInTurn(
  connection: PostgresConnection,
  changes: readonly RecordedChange[],
): Promise<Outcome<boolean>[]> {
  const { runAlone } = connection.batchHost;
  const outcomes: Outcome<boolean>[] = [];
  for (const { change, records } of changes) {
    const outcome = connection.transact(async () => {
      const { numAffectedRows = 0n } = await runAlone(change);
      if (numAffectedRows === 0n) return false;
      for (const record of records) await runAlone(record);
      return true;
    });
    outcomes.push(await outcomeOf(outcome));
  }
  return outcomes;
}
