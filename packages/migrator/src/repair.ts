import { engineOf, InvalidInputError } from "@handsfree/query";
import type { Kysely } from "kysely";
import { chooseFiles } from "./plan/choose-files.ts";
import type { Migration, MigrationFile } from "./files/migration.ts";
import { prepareHistory, prepareLock } from "./history/prepare-history.ts";
import { type AppliedMigration, type History, readHistory } from "./history/read-history.ts";
import { acquireLock } from "./lock/acquire-lock.ts";
import { checksumBefore } from "./run/done-statements.ts";
import { lockOptionsOf, type RunOptions } from "./run/run-options.ts";

/** What `repairMigrations` can be asked besides. */
export interface RepairOptions extends RunOptions {
  /**
   * With which statement of a failed file the next run goes on, from 1: 1 does all of it again, one more
   * than it has is for a file that was finished by hand. Default: the one that failed.
   */
  readonly resumeAt?: number | undefined;
}

/** What a repair did, or could not do. */
export type RepairAction =
  /** The file's checksum was put on record as that of what ran. */
  | { readonly type: "verified"; readonly version: string; readonly file: string }
  /** The next run goes on with this statement. */
  | {
      readonly type: "resumable";
      readonly version: string;
      readonly file: string;
      readonly statement: number;
    }
  /** Nothing was done, for the reason that is given. */
  | { readonly type: "left"; readonly version: string; readonly reason: string };

/**
 * Mends the history once a person has mended the database: records the checksums that an adopted history
 * lacks, and lets a failed file go on. Waits for a runner that is at work. Runs nothing of the files.
 *
 * @returns what it did, in order of version; nothing where all was well.
 * @throws {InvalidInputError} when the failed file has no such statement.
 */
export async function repairMigrations<DB>(
  database: Kysely<DB>,
  files: readonly MigrationFile[],
  options: RepairOptions = {},
): Promise<RepairAction[]> {
  const found = await readHistory(database);
  if (found.form === "absent") return [];
  await prepareLock(found);
  await using _lock = await acquireLock(found, lockOptionsOf(options));
  const history = await readHistory(database);
  await prepareHistory(history);
  const { migrations } = chooseFiles(files, engineOf(database));
  const actions: RepairAction[] = [];
  for (const row of history.rows) {
    const migration = migrations.find(({ version }) => version === row.version);
    const action = await repair(history, row, migration, options.resumeAt);
    if (action !== undefined) actions.push(action);
  }
  return actions;
}

async function repair(
  history: History,
  row: AppliedMigration,
  migration: Migration | undefined,
  resumeAt: number | undefined,
): Promise<RepairAction | undefined> {
  if (row.state === "failed" || row.state === "running") {
    return migration === undefined
      ? { type: "left", version: row.version, reason: "it failed, and its file is not there" }
      : resume(history, row, migration, resumeAt);
  }
  // Versions of other programs have no file, and so nothing to compare.
  const ended = row.state === "applied" || row.state === "baseline";
  const unverified = row.checksum === null && row.acceptedChecksum === null;
  if (migration === undefined || !ended || !unverified) return undefined;
  const { version, file, checksum } = migration;
  await change(history, version, { checksum });
  return { type: "verified", version, file };
}

async function resume(
  history: History,
  { version, statement, doneChecksum }: AppliedMigration,
  migration: Migration,
  resumeAt: number | undefined,
): Promise<RepairAction> {
  const { file, statements } = migration;
  const next = resumeAt ?? statement ?? 1;
  if (!Number.isInteger(next) || next < 1 || next > statements.length + 1) {
    const problem = `is not a statement of ${file}; give 1 to ${statements.length}, or ${statements.length + 1} where all is done`;
    throw new InvalidInputError("resumeAt", problem);
  }
  const sameSoFar = next === 1 || checksumBefore(migration, next) === doneChecksum;
  if (resumeAt === undefined && !sameSoFar) {
    const reason = `the statements of ${file} that were done have changed; say with which one the next run goes on`;
    return { type: "left", version, reason };
  }
  if (next === 1) {
    await history.db.deleteFrom("schema_migrations").where("version", "=", version).execute();
  } else {
    await change(history, version, { state: "resume", statement: next, error: null });
  }
  return { type: "resumable", version, file, statement: next };
}

async function change(
  { db }: History,
  version: string,
  values: Partial<Pick<AppliedMigration, "checksum" | "error" | "state" | "statement">>,
): Promise<void> {
  await db.updateTable("schema_migrations").set(values).where("version", "=", version).execute();
}
