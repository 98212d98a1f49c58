import type { HistoryTables } from "../history/tables.ts";

const tables: Readonly<Record<keyof HistoryTables, true>> = {
  schema_migrations: true,
  schema_migrations_lock: true,
};

/** Whether the table is one of the migrator itself. */
export function isBookkeeping(table: string): boolean {
  return Object.hasOwn(tables, table);
}
