import type { CompiledQuery } from "kysely";
import { type BatchHost, runTyped } from "./batch-host.ts";
import type { ChangeForm } from "./change-form.ts";
import { changeInRounds } from "./change-rounds.ts";
import type { InsertForm } from "./insert-form.ts";
import { keyIdentities } from "./key-column.ts";
import { type Batch, type BatchRow, type BatchTypes, batchOf, inFrom } from "./values.ts";

/** A change, and the inserts that record it if it changed a row. */
export interface RecordedChange {
  readonly change: CompiledQuery;
  readonly records: readonly CompiledQuery[];
}

/** The common form of changes with records that can be few statements. */
export interface RecordedForm {
  readonly change: ChangeForm;
  readonly records: readonly InsertForm[];
}

/**
 * Runs updates or deletes of one form, with their records, as few statements.
 *
 * @returns how many rows each change changed, in the order of the changes; undefined if they cannot share statements,
 *   and then none of them has run.
 */
export async function changeBatch(
  host: BatchHost,
  form: RecordedForm,
  changes: readonly RecordedChange[],
): Promise<number[] | undefined> {
  const types = await typesOf(host, form);
  if (types === undefined) return undefined;
  const { parameter } = form.change.key;
  const queries = changes.map(({ change }) => change);
  const keys = keyIdentities(queries, parameter, types.parameters[parameter]);
  if (keys === undefined) return undefined;

  const numbers = async (make: (batch: Batch) => string, rows: BatchRow[], ofRows: BatchTypes) => {
    const batch = batchOf(rows, ofRows);
    const statement = { sql: make(batch), parameters: batch.parameters };
    const forms = [form.change, ...form.records];
    // The text of a lone change is the same each time.
    const run = rows.length === 1 ? host.runPrepared : host.runText;
    const result = await runTyped(host, forms, statement, run);
    return result.rows.map(([number]) => Number(number));
  };
  const rowOf = (number: number): BatchRow => {
    const { change, records } = changes[number] as RecordedChange;
    const more = records.flatMap((record) => record.parameters);
    return { parameters: change.parameters, number, more };
  };
  return changeInRounds(keys, {
    change: (indexes) => numbers((batch) => changeText(form, batch), indexes.map(rowOf), types),
    match: (indexes) =>
      numbers((batch) => form.change.match(inFrom(batch)), indexes.map(rowOf), {
        parameters: types.parameters,
      }),
  });
}

async function typesOf(
  host: BatchHost,
  { change, records }: RecordedForm,
): Promise<BatchTypes | undefined> {
  const parameters = await host.parameterTypes(change);
  if (parameters === undefined) return undefined;
  const more: string[] = [];
  for (const record of records) {
    const types = await host.parameterTypes(record);
    if (types === undefined) return undefined;
    more.push(...types);
  }
  return { parameters, more };
}

/** One statement, so that a change without a record cannot be seen. */
function changeText({ change, records }: RecordedForm, batch: Batch): string {
  if (records.length === 0) return change.change(inFrom(batch));
  const number = batch.columns[change.parameters];
  let next = change.parameters + 1;
  const inserts = records.map(({ insert, parameters }, index) => {
    const columns = batch.columns.slice(next, next + parameters);
    next += parameters;
    const rows = `select ${columns.join(",")} from batch where ${number} in (select n from changed)`;
    return `, record${index} as (${insert(rows)})`;
  });
  return `with batch(${batch.columns.join(",")}) as (${batch.sql}), changed as (${change.change("batch")})${inserts.join("")} select n from changed`;
}
