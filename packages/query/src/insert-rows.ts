import type { Compilable, CompiledQuery, InsertObject, Transaction } from "kysely";
import { executeAll } from "./execute-all.ts";

/**
 * Inserts rows that all have the same columns, as few statements. Their insert is compiled once, because that takes
 * longer than the rest of an insert that shares a statement.
 */
export async function insertRows<DB, Table extends keyof DB & string>(
  transaction: Transaction<DB>,
  table: Table,
  rows: readonly InsertObject<DB, Table>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const insert: CompiledQuery = transaction.insertInto(table).values(first).compile();
  const columns = Object.keys(first) as (keyof typeof first)[];
  if (insert.parameters.length !== columns.length) {
    throw new TypeError(`each column of the rows of ${table} must have a value`);
  }
  const inserts = rows.map((row): Compilable => {
    const parameters = columns.map((column) => row[column]);
    return { compile: () => ({ ...insert, parameters }) };
  });
  await executeAll(transaction, inserts);
}
