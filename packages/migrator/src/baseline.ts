import { engineOf } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { MigrationProblemsError } from "./errors.ts";
import type { Migration, MigrationFile } from "./files/migration.ts";
import { prepareHistory, prepareLock } from "./history/prepare-history.ts";
import { type AppliedMigration, readHistory } from "./history/read-history.ts";
import { acquireLock } from "./lock/acquire-lock.ts";
import { chooseFiles } from "./plan/choose-files.ts";
import { plan } from "./plan/plan.ts";
import { findTarget } from "./plan/target.ts";
import { lockOptionsOf, type RunOptions } from "./run/run-options.ts";
import { toolVersion } from "./tool-version.ts";

/** What `baselineMigrations` must be told. */
export interface BaselineOptions extends RunOptions {
  /** The last migration whose work the database has, as `012_lower_snake` or `12`. */
  readonly at: string;
}

/**
 * Puts every migration up to `at` on record without running it, for a database whose schema was made in
 * another way. What is on record stays as it is.
 *
 * @returns what it put on record, in order.
 * @throws {InvalidInputError} when `at` names no file.
 * @throws {MigrationProblemsError} when the files or the history would have problems afterwards.
 */
export async function baselineMigrations<DB>(
  database: Kysely<DB>,
  files: readonly MigrationFile[],
  { at, ...options }: BaselineOptions,
): Promise<Migration[]> {
  const engine = engineOf(database);
  const { migrations } = chooseFiles(files, engine);
  const { number } = findTarget("at", migrations, at);
  const found = await readHistory(database);
  await prepareLock(found);
  await using _lock = await acquireLock(found, lockOptionsOf(options));
  const history = await readHistory(database);
  const recorded = new Set(history.rows.map(({ version }) => version));
  const missing = migrations.filter(
    (migration) => migration.number <= number && !recorded.has(migration.version),
  );
  const { problems } = plan(files, [...history.rows, ...missing.map(asRow)], { engine });
  if (problems.length > 0) throw new MigrationProblemsError(problems);
  if (missing.length === 0) return [];

  await prepareHistory(history);
  await history.db
    .insertInto("schema_migrations")
    .values(
      missing.map(({ version, checksum }) => ({
        version,
        checksum,
        state: "baseline" as const,
        applied_at: sql<Date>`now()`,
        tool_version: toolVersion,
      })),
    )
    .execute();
  return missing;
}

function asRow({ version, checksum }: Migration): AppliedMigration {
  return {
    version,
    checksum,
    state: "baseline",
    appliedAt: new Date(0),
    acceptedChecksum: null,
    acceptedAt: null,
    duration: null,
    toolVersion,
    statement: null,
    error: null,
    doneChecksum: null,
  };
}
