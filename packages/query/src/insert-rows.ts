import type { Compilable, CompiledQuery, InsertObject, Transaction } from "kysely";
import { compileOnce, type StatementTemplate } from "./compile-once.ts";
import { executeAll } from "./execute-all.ts";
import type { Executor } from "./executor.ts";

/**
 * Inserts rows that all have the same columns, as few statements. Their insert is compiled once, because that takes
 * longer than the rest of an insert that shares a statement.
 *
 * @param key a unique column. A row whose value the table has already, or that an earlier row has, is not inserted.
 * @returns whether each row was inserted.
 */
export async function insertRows<DB, Table extends keyof DB & string>(
  transaction: Transaction<DB>,
  table: Table,
  rows: readonly InsertObject<DB, Table>[],
  key?: keyof DB[Table] & string,
): Promise<boolean[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const template = templateOf(transaction, table, Object.keys(first), key);
  const inserts = rows.map((row): Compilable => ({ compile: () => fill(template, row) }));
  const results = await executeAll(transaction, inserts);
  return results.map(({ numAffectedRows = 0n }) => numAffectedRows > 0n);
}

/**
 * Inserts a row with a value for each of its columns. It is compiled once for each table.
 *
 * @param key a unique column. If the table has its value already, nothing is inserted.
 * @returns whether the row was inserted.
 */
export async function insertRow<DB, Table extends keyof DB & string>(
  executor: Executor<DB>,
  table: Table,
  row: InsertObject<DB, Table>,
  key?: keyof DB[Table] & string,
): Promise<boolean> {
  const insert = fill(templateOf(executor, table, Object.keys(row), key), row);
  const { numAffectedRows = 0n } = await executor.executeQuery(insert);
  return numAffectedRows > 0n;
}

function templateOf<DB, Table extends keyof DB & string>(
  executor: Executor<DB>,
  table: Table,
  columns: readonly string[],
  key?: keyof DB[Table] & string,
): StatementTemplate {
  return compileOnce(executor, `insert ${table} ${key ?? ""}`, columns, () => {
    // Without values, which would be kept.
    const values = Object.fromEntries(columns.map((column) => [column, null]));
    const insert = executor.insertInto(table).values(values as InsertObject<DB, Table>);
    const once =
      key === undefined ? insert : insert.onConflict((on) => on.column(key as never).doNothing());
    return once.compile();
  });
}

function fill({ columns, statement }: StatementTemplate, row: object): CompiledQuery<never> {
  const values = row as Readonly<Record<string, unknown>>;
  return { ...statement, parameters: columns.map((column) => values[column]) };
}
