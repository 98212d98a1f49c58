import type { Kysely } from "kysely";
import { type AppliedMigration, readHistory, type WithHistory } from "./history.ts";
import type { Migration } from "./read-migrations.ts";

/** How a database stands to the files. */
export interface MigrationStatus {
  readonly applied: readonly AppliedMigration[];
  /** In the order in which they would run. */
  readonly pending: readonly Migration[];
  /** Versions in the history that no file has or tolerates. */
  readonly unknown: readonly string[];
}

/** Compares the history with the files. Writes nothing, so a read-only database will do. */
export async function migrationStatus<DB>(
  db: Kysely<DB>,
  migrations: readonly Migration[],
): Promise<MigrationStatus> {
  const applied = await readHistory(db as unknown as Kysely<WithHistory>);
  const recorded = new Set(applied.map(({ version }) => version));
  const known = new Set(
    migrations.flatMap(({ version, tolerates = [] }) => [version, ...tolerates]),
  );
  return {
    applied,
    pending: migrations.filter(({ version }) => !recorded.has(version)),
    unknown: applied.map(({ version }) => version).filter((version) => !known.has(version)),
  };
}
