import { type Kysely, sql } from "kysely";
import { MigrationFailedError, MigrationFilesError, UnknownVersionsError } from "./errors.ts";
import { createHistory, type WithHistory } from "./history.ts";
import type { Migration } from "./read-migrations.ts";
import { migrationStatus, type MigrationStatus } from "./status.ts";

/** What `migrateUp` can be asked besides. */
export interface MigrateUpOptions {
  /** Told of each migration once it is committed. */
  readonly onApplied?: (migration: Migration) => void;
}

/**
 * Applies what is pending, in order, each file in one transaction with its row in
 * `schema_migrations`. Safe to call again, and by several callers at once.
 *
 * @returns what this call applied.
 * @throws {MigrationFailedError} for SQL that fails: its file leaves nothing behind, those before it stay.
 * @throws {UnknownVersionsError} when the history names versions that no file has.
 * @throws {MigrationFilesError} when a pending file comes before one that is applied.
 */
export async function migrateUp<DB>(
  database: Kysely<DB>,
  migrations: readonly Migration[],
  options: MigrateUpOptions = {},
): Promise<Migration[]> {
  const db = database as unknown as Kysely<WithHistory>;
  const status = await migrationStatus(db, migrations);
  requireOrder(status, migrations);
  if (status.pending.length === 0) return [];

  await createHistory(db);
  const applied: Migration[] = [];
  for (const migration of status.pending) {
    if (!(await apply(db, migration))) continue;
    applied.push(migration);
    options.onApplied?.(migration);
  }
  return applied;
}

/** False when another caller has applied it since the status was read. */
async function apply(db: Kysely<WithHistory>, migration: Migration): Promise<boolean> {
  try {
    return await db.transaction().execute(async (transaction) => {
      // The row first: two runners meet here, not in the middle of somebody's tables.
      const claimed = await transaction
        .insertInto("schema_migrations")
        .values({ version: migration.version, applied_at: new Date() })
        .onConflict((conflict) => conflict.column("version").doNothing())
        .returning("version")
        .executeTakeFirst();
      if (claimed === undefined) return false;
      await sql.raw(migration.sql).execute(transaction);
      return true;
    });
  } catch (error) {
    throw new MigrationFailedError(migration.file, error);
  }
}

function requireOrder(
  { pending, unknown }: MigrationStatus,
  migrations: readonly Migration[],
): void {
  if (unknown.length > 0) throw new UnknownVersionsError(unknown);
  const newest = migrations.findLastIndex((migration) => !pending.includes(migration));
  const late = migrations.slice(0, newest + 1).filter((migration) => pending.includes(migration));
  if (late.length > 0) {
    throw new MigrationFilesError(
      late.map(
        ({ file }) =>
          `${file} comes before a migration that is applied; give it the next free number`,
      ),
    );
  }
}
