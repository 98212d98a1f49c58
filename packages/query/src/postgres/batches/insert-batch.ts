import type { CompiledQuery } from "kysely";
import { rowDecoder, type TextResult } from "../decode.ts";
import type { Answer } from "./answer.ts";
import { type BatchHost, runTyped } from "./batch-host.ts";
import type { InsertForm } from "./insert-form.ts";
import { inKeyOrder, keyIdentities, keyIdentity } from "./key-column.ts";
import { valueRows } from "./values.ts";

const nothingInserted: Answer = () => ({ rows: [], numAffectedRows: 0n });

/**
 * Runs inserts of one form as one statement. Of several with the same key, the first is inserted.
 *
 * @returns the answer to each insert, in the order of the queries; undefined if they cannot be one statement.
 */
export async function insertBatch(
  host: BatchHost,
  form: InsertForm,
  queries: readonly CompiledQuery[],
): Promise<Answer[] | undefined> {
  const { keyParameter } = form;
  if (keyParameter === undefined) {
    const result = await insertRows(host, form, queries);
    return answersOf(form, result, queries.length, [...queries.keys()]);
  }
  const type = (await host.parameterTypes(form))?.[keyParameter];
  const keys = keyIdentities(queries, keyParameter, type);
  if (keys === undefined) return undefined;
  const order = inKeyOrder(keys);
  const result = await insertRows(
    host,
    form,
    order.map((index) => queries[index] as CompiledQuery),
  );
  return answersOf(form, result, queries.length, ownersOf(result, keys, order, type));
}

function insertRows(
  host: BatchHost,
  form: InsertForm,
  queries: readonly CompiledQuery[],
): Promise<TextResult> {
  const { sql, parameters } = valueRows(queries.map((query) => query.parameters));
  return runTyped(host, [form], { sql: form.insert(sql), parameters });
}

/** The insert of each returned row. The server inserts, and returns, rows in the order of the statement. */
function ownersOf(
  { rows }: TextResult,
  keys: readonly string[],
  order: readonly number[],
  type: string | undefined,
): number[] {
  const waiting = new Map<string, number[]>();
  for (const index of order.toReversed()) {
    const key = keys[index] as string;
    const others = waiting.get(key);
    if (others) others.push(index);
    else waiting.set(key, [index]);
  }
  return rows.flatMap((row) => waiting.get(keyIdentity(row.at(-1), type) ?? "")?.pop() ?? []);
}

/** @param owners the insert of each inserted row. */
function answersOf(
  form: InsertForm,
  { fields, rows, rowCount }: TextResult,
  inserts: number,
  owners: readonly number[],
): Answer[] {
  if (owners.length !== rowCount) throw new Error("a batch inserted other rows");
  const wanted = form.keyParameter === undefined ? fields : fields.slice(0, -1);
  const decode = form.returning ? rowDecoder(wanted) : undefined;
  const answers = Array.from({ length: inserts }, () => nothingInserted);
  for (const [row, insert] of owners.entries()) {
    const texts = rows[row] ?? [];
    answers[insert] = () => ({ rows: decode ? [decode(texts)] : [], numAffectedRows: 1n });
  }
  return answers;
}
