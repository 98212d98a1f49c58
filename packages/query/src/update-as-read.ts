import type {
  Compilable,
  CompiledQuery,
  Expression,
  ExpressionBuilder,
  SqlBool,
  Transaction,
} from "kysely";
import { duckDbConnectionOf } from "./duckdb/dialect/dialect.ts";
import { engineOf } from "./engine.ts";
import { executeAll } from "./execute-all.ts";

/** A table and the column of its unique key. */
export interface KeyedTable<Table, Key> {
  readonly table: Table;
  readonly key: Key;
}

/** An update of a row that a transaction has read. */
export interface UpdateAsRead<DB, Table extends keyof DB> {
  readonly key: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** The condition that the row is as it was read. It must be true of the row that was read. */
  readonly isAsRead: (row: ExpressionBuilder<DB, Table>) => Expression<SqlBool>;
}

/**
 * Updates rows that this transaction has read, each with another key. On DuckDB no other transaction can have changed
 * them since, so the conditions are left out. On PostgreSQL another transaction may have been first.
 *
 * @returns whether each update changed its row.
 */
export async function updateAsRead<DB, Table extends keyof DB & string>(
  transaction: Transaction<DB>,
  { table, key }: KeyedTable<Table, keyof DB[Table] & string>,
  updates: readonly UpdateAsRead<DB, Table>[],
): Promise<boolean[]> {
  // Kysely's types cannot follow a table and a column that are parameters.
  const rows = (transaction as unknown as Transaction<Record<string, Record<string, unknown>>>).updateTable(table)
  ...
}
