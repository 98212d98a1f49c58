import { existsSync } from "node:fs";
import { chmod, chown, link, rename, stat, unlink } from "node:fs/promises";
import { sql } from "kysely";
import { DatabaseError, HandsFreeError, InvalidInputError } from "../../errors.ts";
import { openDatabase } from "../../open-database.ts";
import { syncFolderOf } from "./sync.ts";

/**
 * Gives a finished database its name atomically.
 *
 * @throws {InvalidInputError} if a file of this name exists and `overwrite` is false.
 */
export async function putInPlace(made: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite && existsSync(path)) await replace(made, path);
  else await giveName(made, path);
  await syncFolderOf(path);
}

async function giveName(made: string, path: string): Promise<void> {
  refuseLog(path);
  try {
    // A rename would replace a file that was made since the last check.
    await link(made, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw existsAlready(path);
    // Some file systems have no hard links.
    if (existsSync(path)) throw existsAlready(path);
    return rename(made, path);
  }
  await unlink(made);
}

/**
 * Replaces an unused database, and keeps it locked until then: a process that had it open would go on
 * writing to a file without a name.
 */
async function replace(made: string, path: string): Promise<void> {
  try {
    // Writes the log into the old file, so that the new one never stands beside it, even after a crash.
    await using old = await openDatabase({ path });
    await sql`checkpoint`.execute(old);
  } catch (error) {
    throw explain(path, error);
  }
  // Open for reading it is still locked for others, and closing it does not write.
  await using _lock = await openDatabase({ path, readOnly: true });
  refuseLog(path);
  await keepOwner(made, path);
  await rename(made, path);
}

/** A server that runs as another user must be able to open what was restored for it. */
async function keepOwner(made: string, path: string): Promise<void> {
  const { uid, gid, mode } = await stat(path);
  await chmod(made, mode);
  await chown(made, uid, gid).catch(() => undefined);
}

/** The error for a file that exists. */
export function existsAlready(path: string): InvalidInputError {
  return new InvalidInputError(
    "file",
    `is there already (${path}); give another name, or overwrite it (--force)`,
  );
}

/** Refuses a log of this name, which DuckDB would apply to the new database. */
function refuseLog(path: string): void {
  if (existsSync(`${path}.wal`)) {
    throw new DatabaseError(
      "database_locked",
      `${path}.wal belongs to another database; end what uses that, or move the log away, then try again`,
    );
  }
}

function explain(path: string, error: unknown): unknown {
  if (!(error instanceof HandsFreeError) || error.code !== "database_unreadable") return error;
  return new DatabaseError(
    "database_unreadable",
    `${path} cannot be opened as a DuckDB database, so it is not replaced; move it and ${path}.wal away, then try again`,
    { cause: error },
  );
}
