import type { Generated, Kysely } from "kysely";

/**
 * What is known of a version. `running` and `failed` are of files that run outside a transaction; `resume`
 * is what a repair makes of those.
 */
export type HistoryState = "applied" | "baseline" | "failed" | "resume" | "running";

/** All but the first two columns are nullable, since a table of the older form gets them added. */
export interface SchemaMigrationTable {
  version: string;
  applied_at: Generated<Date>;
  /** Of the text that ran. Null where nobody knows. */
  checksum: string | null;
  duration_ms: number | null;
  tool_version: string | null;
  /** Null in a row of an older release, which knew none but `applied`. */
  state: HistoryState | null;
  /** Of a file that runs outside a transaction: which one runs, failed, or is next; from 1. */
  statement: number | null;
  error: string | null;
  /** Of the statements before that one, so that a mended file can go on there. */
  done_checksum: string | null;
  /** Of a changed file that was allowed, and when that was. */
  accepted_checksum: string | null;
  accepted_at: Date | null;
}

/** One row, which says who works on the schema. */
interface SchemaMigrationLockTable {
  id: number;
  /** Null while nobody does. */
  owner: string | null;
  acquired_at: Date | null;
  heartbeat_at: Date | null;
}

/** The part of any database that the migrator itself uses. */
export interface HistoryTables {
  schema_migrations: SchemaMigrationTable;
  schema_migrations_lock: SchemaMigrationLockTable;
}

/** The tables of the migrator, by the schema's name: a migration may change what is found without one. */
export interface HistoryDatabase {
  readonly db: Kysely<HistoryTables>;
  readonly schema: string;
}

const names: Readonly<Record<keyof HistoryTables, true>> = {
  schema_migrations: true,
  schema_migrations_lock: true,
};

/** Whether the table is one of the migrator's own. */
export function isHistoryTable(table: string): boolean {
  return Object.hasOwn(names, table);
}
