import { engineOf, InvalidInputError } from "@handsfree/query";
import type { Kysely } from "kysely";
import { chooseFiles } from "./plan/choose-files.ts";
import { checksumBefore } from "./files/checksum.ts";
import type { Migration, MigrationFile } from "./files/migration.ts";
import { prepareHistory } from "./history/prepare-history.ts";
import { type AppliedMigration, type History, readHistory } from "./history/read-history.ts";
import { updateRow } from "./history/write-row.ts";
import { withLock } from "./lock/with-lock.ts";
import type { RunOptions } from "./run/run-options.ts";

/** Options of `repairMigrations`. */
export interface RepairOptions extends RunOptions {
  /**
   * The statement of a failed file that the next run starts with, from 1. 1 runs the whole file again; the
   * number after the last statement marks a file that was finished by hand. Default: the one that failed.
   */
  readonly resumeAt?: number | undefined;
}

/** The change that a repair made to one version. */
export type RepairAction =
  /** The history had no checksum, and now has that of the file. */
  | { readonly type: "verified"; readonly version: string; readonly file: string }
  /** The next run starts with this statement. */
  | {
      readonly type: "resumable";
      readonly version: string;
      readonly file: string;
      readonly statement: number;
    }
  /** Nothing was changed, for this reason. */
  | { readonly type: "left"; readonly version: string; readonly reason: string };

/**
 * Repairs the history after a person has repaired the database: records the checksums that an adopted history
 * lacks, and lets a failed file continue. Waits for a runner that is at work. Runs no SQL of the files.
 *
 * @returns what it did, in order of version; an empty list when there was nothing to repair.
 * @throws {InvalidInputError} when the failed file has no statement `resumeAt`.
 */
export async function repairMigrations<DB>(
  database: Kysely<DB>,
  files: readonly MigrationFile[],
  options: RepairOptions = {},
): Promise<RepairAction[]> {
  const found = await readHistory(database);
  if (found.form === "absent") return [];
  const { migrations } = chooseFiles(files, engineOf(database));
  const repairAll = async (history: History): Promise<RepairAction[]> => {
    await prepareHistory(history);
    const actions: RepairAction[] = [];
    for (const row of history.rows) {
      const migration = migrations.find(({ version }) => version === row.version);
      const action = await repair(history, row, migration, options.resumeAt);
      if (action !== undefined) actions.push(action);
    }
    return actions;
  };
  return (await withLock(database, found, options, repairAll)) ?? [];
}

async function repair(
  history: History,
  row: AppliedMigration,
  migration: Migration | undefined,
  resumeAt: number | undefined,
): Promise<RepairAction | undefined> {
  if (row.state === "failed" || row.state === "running") {
    return migration === undefined
      ? { type: "left", version: row.version, reason: "it failed, and its file is missing" }
      : resume(history, row, migration, resumeAt);
  }
  // Versions of other programs have no file to compare with.
  const ended = row.state === "applied" || row.state === "baseline";
  const unverified = row.checksum === null && row.acceptedChecksum === null;
  if (migration === undefined || !ended || !unverified) return undefined;
  const { version, file, checksum } = migration;
  await updateRow(history.db, version, { checksum });
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
    const problem = `must be a statement of ${file}, from 1 to ${statements.length}, or ${statements.length + 1} when all are done; got ${next}`;
    throw new InvalidInputError("resumeAt", problem);
  }
  const sameSoFar = next === 1 || checksumBefore(migration, next) === doneChecksum;
  if (resumeAt === undefined && !sameSoFar) {
    const reason = `statements of ${file} that already ran have changed; say which statement the next run starts with`;
    return { type: "left", version, reason };
  }
  if (next === 1) {
    await history.db.deleteFrom("schema_migrations").where("version", "=", version).execute();
  } else {
    await updateRow(history.db, version, { state: "resume", statement: next, error: null });
  }
  return { type: "resumable", version, file, statement: next };
}
