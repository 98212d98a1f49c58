import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { requirePath } from "../../database-path.ts";
import { InvalidInputError } from "../../errors.ts";
import { openDatabase } from "../../open-database.ts";
import { locate } from "../files/open-instance.ts";
import { type Backup, backupDatabase, type BackupOptions } from "./backup-database.ts";

/** Options of `restoreDatabase`. */
export interface RestoreOptions extends BackupOptions {
  /** Checks the backup before anything is written. An error from it ends the restore. */
  readonly verify?: (backup: Kysely<Database>) => Promise<void>;
}

/**
 * Makes a database from a backup. It is copied and compared like a backup, since the file may be damaged and
 * may have a log, and then put in place atomically. A database that is overwritten is locked until then, and
 * its owner and mode are kept.
 *
 * @param file the backup, which is not changed.
 * @param path the new database. Its folders are made if needed.
 * @throws {InvalidInputError} if both are one file, or the database exists and `overwrite` is false.
 * @throws {DatabaseError} `database_not_found` and `database_unreadable` for the backup;
 *   `database_locked` if the database is in use; else as `backupDatabase`.
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

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
