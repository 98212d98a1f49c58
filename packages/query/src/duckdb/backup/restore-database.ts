import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { requirePath } from "../../database-path.ts";
import { InvalidInputError } from "../../errors.ts";
import { openDatabase } from "../../open-database.ts";
import { locate } from "../open-instance.ts";
import { type Backup, backupDatabase, type BackupOptions } from "./backup-database.ts";

export interface RestoreOptions extends BackupOptions {
  /** Looks at the backup before anything is done with it; what it throws ends the restoring. */
  readonly verify?: (backup: Kysely<Database>) => Promise<void>;
}

/**
 * Makes a database of a backup: copied and compared like a backup itself, since the file may be damaged
 * and may have a log, and then put in place at once. A database that is overwritten is locked until
 * then, and keeps its owner and mode.
 *
 * @param file the backup, which stays as it is.
 * @param path the database to make, with its folders.
 * @throws {InvalidInputError} when both are one file, or the database is there and `overwrite` is false.
 * @throws {DatabaseError} `database_not_found` and `database_unreadable` for the backup;
 *   `database_locked` when the database is in use; else what `backupDatabase` throws.
 */
export async function restoreDatabase(
  file: string,
  path: string,
  { verify, ...options }: RestoreOptions = {},
): Promise<Backup> {
  requirePath("file", file);
  requirePath("path", path);
  const target = await locate(path, false);
  if (await isSameFile(file, target)) {
    throw new InvalidInputError("file", "is the database itself; give a backup of it");
  }
  await using backup = await openDatabase({ path: resolve(file), readOnly: true });
  await verify?.(backup);
  return await backupDatabase(backup, target, options);
}

/** Whatever its names are. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
