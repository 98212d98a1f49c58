import type { Selectable, SelectQueryBuilder } from "kysely";
import { compileOnce } from "./compile-once.ts";
import type { Executor } from "./executor.ts";

/** The row of a unique key. */
export interface RowKey<DB, Table extends keyof DB & string> {
  readonly column: keyof DB[Table] & string;
  readonly value: string;
}

/**
 * Finds a row by a column with unique texts or UUIDs. The statement is compiled once for each table and column, and
 * look-ups that wait at the same time share it.
 *
 * @param columns a constant list of the columns to read.
 * @returns undefined if no row has the value.
 */
export async function lookUp<
  DB,
  Table extends keyof DB & string,
  Column extends keyof Selectable<DB[Table]> & string,
>(
  executor: Executor<DB>,
  table: Table,
  columns: readonly Column[],
  key: RowKey<DB, Table>,
): Promise<Pick<Selectable<DB[Table]>, Column> | undefined> {
  const column: string = key.column;
  const { statement } = compileOnce(executor, `look up ${table} ${column}`, columns, () =>
    selectFrom(executor, table).select(columns).where(column, "=", "").compile(),
  );
  const { rows } = await executor.executeQuery<Pick<Selectable<DB[Table]>, Column>>({
    ...statement,
    parameters: [key.value],
  });
  return rows[0];
}

/** Kysely's types cannot follow a table and columns that are parameters. */
function selectFrom(
  executor: unknown,
  table: string,
): SelectQueryBuilder<{ readonly any: Record<string, unknown> }, "any", object> {
  return (executor as Executor<{ readonly any: Record<string, unknown> }>).selectFrom(
    table as "any",
  );
}
