import { engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import { MigrationProblemsError } from "./errors.ts";
import type { Migration, MigrationFile } from "./files/migration.ts";
import { prepareHistory } from "./history/prepare-history.ts";
import { type History, readHistory, toApplied } from "./history/read-history.ts";
import { insertRow, rowOf } from "./history/write-row.ts";
import { withLock } from "./lock/with-lock.ts";
import { chooseFiles } from "./plan/choose-files.ts";
import { plan } from "./plan/plan.ts";
import { findTarget } from "./plan/target.ts";
import type { RunOptions } from "./run/run-options.ts";

/** Options of `baselineMigrations`. */
export interface BaselineOptions extends RunOptions {
  /** The last migration whose work the database has, as `012_lower_snake` or `12`. */
  readonly at: string;
}

/**
 * Records every migration up to `at` as applied without running it, for a database whose schema was made in
 * another way. Rows that the history already has stay as they are.
 *
 * @returns the migrations that it recorded, in order.
 * @throws {InvalidInputError} when `at` names no file.
 * @throws {MigrationProblemsError} when the files or the resulting history would have problems.
 */
export async function baselineMigrations<DB>(
  database: Kysely<DB>,
  files: readonly MigrationFile[],
  { at, ...options }: BaselineOptions,
): Promise<Migration[]> {
  const engine = engineOf(database);
  const { migrations } = chooseFiles(files, engine);
  const { number } = findTarget("at", migrations, at);
  const record = async (history: History): Promise<Migration[]> => {
    const recorded = new Set(history.rows.map(({ version }) => version));
    const missing = migrations.filter(
      (migration) => migration.number <= number && !recorded.has(migration.version),
    );
    const rows = missing.map((migration) => rowOf(migration, "baseline"));
    const after = [
      ...history.rows,
      ...rows.map((row) => toApplied({ ...row, applied_at: new Date(0) })),
    ];
    const { problems } = plan(files, after, { engine });
    if (problems.length > 0) throw new MigrationProblemsError(problems);
    if (missing.length === 0) return [];
    await prepareHistory(history);
    await history.db.transaction().execute(async (transaction) => {
      for (const row of rows) await insertRow(transaction, row);
    });
    return missing;
  };
  return (await withLock(database, await readHistory(database), options, record)) ?? [];
}
