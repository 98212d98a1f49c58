import type { Generated, Kysely } from "kysely";

/**
 * The state of a version. Only files outside a transaction are `running` or `failed`; a repair makes those
 * `resume`.
 */
export type HistoryState = "applied" | "baseline" | "failed" | "resume" | "running";

/** All columns but the first two are nullable, since a table of the older form gets them added. */
export interface SchemaMigrationTable {
  version: string;
  applied_at: Generated<Date>;
  /** The checksum of the applied text. Null when it is unknown. */
  checksum: string | null;
  duration_ms: number | null;
  tool_version: string | null;
  /** Null in a row of an older release, which only knew `applied`. */
  state: HistoryState | null;
  /** For a file outside a transaction: the statement, from 1, that runs, failed or is next. */
  statement: number | null;
  error: string | null;
  /** The checksum of the statements before that one, so that a changed file can continue there. */
  done_checksum: string | null;
  /** The checksum of a changed file that was accepted, and the time of that. */
  accepted_checksum: string | null;
  accepted_at: Date | null;
}

/** One row, which names the runner that has the lock. */
interface SchemaMigrationLockTable {
  id: number;
  /** Null while the lock is free. */
  owner: string | null;
  acquired_at: Date | null;
  heartbeat_at: Date | null;
}

export interface HistoryTables {
  schema_migrations: SchemaMigrationTable;
  schema_migrations_lock: SchemaMigrationLockTable;
}

/** The migrator's tables with an explicit schema, since a migration may change the search path. */
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
