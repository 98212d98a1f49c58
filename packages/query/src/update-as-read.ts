import type {
  CompiledQuery,
  Expression,
  ExpressionBuilder,
  QueryResult,
  SqlBool,
  Transaction,
  UpdateQueryBuilder,
  UpdateResult,
} from "kysely";
import { duckDbConnectionOf } from "./duckdb/dialect/dialect.ts";
import { engineOf } from "./engine.ts";
import { executeAll } from "./execute-all.ts";

/** A table and the column of its unique key. */
export interface KeyedTable<DB, Table extends keyof DB & string> {
  readonly table: Table;
  readonly key: keyof DB[Table] & string;
}

/** An update of a row that a transaction has read. */
export interface UpdateAsRead<DB, Table extends keyof DB & string> {
  readonly key: string;
  /** The new values, of which each is a parameter. */
  readonly set: Readonly<Record<string, unknown>>;
  /** The condition that the row is as it was read. */
  readonly isAsRead: (row: ExpressionBuilder<DB, Table>) => Expression<SqlBool>;
}

/**
 * Updates rows that this transaction has read, each row once. Updates of the same columns are few statements. On
 * PostgreSQL another transaction may have changed a row since, so the conditions are compared. On DuckDB there is one
 * writer, so none can.
 *
 * @returns whether each update changed its row.
 */
export async function updateAsRead<DB, Table extends keyof DB & string>(
  transaction: Transaction<DB>,
  table: KeyedTable<DB, Table>,
  updates: readonly UpdateAsRead<DB, Table>[],
): Promise<boolean[]> {
  const changed = updates.map(() => false);
  const update = engineOf(transaction) === "duckdb" ? updateByKey : updateIfAsRead;
  const byColumns = Map.groupBy(updates.entries(), ([, { set }]) => Object.keys(set).join());
  for (const group of byColumns.values()) {
    const alike = group.map(([, one]) => one);
    const results = await update(transaction, table, alike);
    for (const [position, [index]] of group.entries()) {
      changed[index] = (results[position]?.numAffectedRows ?? 0n) > 0n;
    }
  }
  return changed;
}

/** Updates the same columns of rows by their keys. The update is compiled once, since that takes longer than the rest. */
async function updateByKey<DB, Table extends keyof DB & string>(
  transaction: Transaction<DB>,
  { table, ...unique }: KeyedTable<DB, Table>,
  updates: readonly UpdateAsRead<DB, Table>[],
): Promise<readonly QueryResult<unknown>[]> {
  const key: string = unique.key;
  const [first] = updates;
  if (first === undefined) return [];
  const columns = Object.keys(first.set);
  const template: CompiledQuery = updateTable(transaction, table)
    .set(first.set)
    .where(key, "=", first.key)
    .compile();
  if (template.parameters.length !== columns.length + 1) {
    throw new TypeError(`each new value of ${table} must be a parameter`);
  }
  const connection = await duckDbConnectionOf(transaction);
  return connection.executeAll(
    updates.map(({ set, key: value }) => ({
      ...template,
      parameters: [...columns.map((column) => set[column]), value],
    })),
    { areOfOtherRows: true },
  );
}

function updateIfAsRead<DB, Table extends keyof DB & string>(
  transaction: Transaction<DB>,
  { table, ...unique }: KeyedTable<DB, Table>,
  updates: readonly UpdateAsRead<DB, Table>[],
): Promise<readonly QueryResult<unknown>[]> {
  const key: string = unique.key;
  return executeAll(
    transaction,
    updates.map(({ set, key: value, isAsRead }) =>
      updateTable(transaction, table)
        .set(set)
        .where(key, "=", value)
        .where((row) => isAsRead(row as unknown as ExpressionBuilder<DB, Table>)),
    ),
  );
}

/** Kysely's types cannot follow a table and columns that are parameters. */
interface AnyTable {
  readonly any: Record<string, unknown>;
}

function updateTable(
  transaction: unknown,
  table: string,
): UpdateQueryBuilder<AnyTable, "any", "any", UpdateResult> {
  return (transaction as Transaction<AnyTable>).updateTable(table as "any");
}
