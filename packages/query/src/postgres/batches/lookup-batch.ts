import type { CompiledQuery } from "kysely";
import { rowDecoder } from "../decode.ts";
import type { Answer } from "./answer.ts";
import { type BatchHost, runTyped } from "./batch-host.ts";
import type { LookupForm } from "./lookup-form.ts";
import { batchOf, inFrom } from "./values.ts";

/**
 * Runs look-ups of one form as one statement.
 *
 * @returns the answer to each look-up, in the order of the queries; undefined if they cannot be one statement.
 */
export async function lookupBatch(
  host: BatchHost,
  form: LookupForm,
  queries: readonly CompiledQuery[],
): Promise<Answer[] | undefined> {
  const types = await host.parameterTypes(form);
  if (types === undefined) return undefined;
  const batch = batchOf(
    queries.map(({ parameters }, number) => ({ parameters, number })),
    { parameters: types },
  );
  const statement = { sql: form.lookup(inFrom(batch)), parameters: batch.parameters };
  const { fields, rows } = await runTyped(host, [form], statement);
  const found = queries.map((): (string | null)[][] => []);
  for (const row of rows) found[Number(row.at(-1))]?.push(row);
  const decode = rowDecoder(fields.slice(0, -1));
  return found.map((texts) => () => ({ rows: texts.map(decode) }));
}
