import { existsSync } from "node:fs";
import { chmod, chown, link, rename, stat, unlink } from "node:fs/promises";
import { sql } from "kysely";
import { DatabaseError, HandsFreeError, InvalidInputError } from "../../errors.ts";
import { openDatabase } from "../../open-database.ts";
import { syncFolderOf } from "./sync.ts";

/**
 * Gives a finished database its name, at once and whole.
 *
 * @throws {InvalidInputError} when a file of this name is there and `overwrite` is false.
 */
export async function putInPlace(made: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite && existsSync(path)) await replace(made, path);
  else await giveName(made, path);
  await syncFolderOf(path);
}

async function giveName(made: string, path: string): Promise<void> {
  refuseLog(path);
  try {
    // Not a rename, which would replace what somebody put there since anybody looked.
    await link(made, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw existsAlready(path);
    // Some file systems have no second names.
    if (existsSync(path)) throw existsAlready(path);
    return rename(made, path);
  }
  await unlink(made);
}

/**
 * Replaces a database that nobody uses, and makes sure of that until it is replaced: a process that had
 * it open would go on writing to a file without a name.
 */
async function replace(made: string, path: string): Promise<void> {
  try {
    // Writes its log into it, so that there is none beside the new one, wherever this is cut short.
    await using old = await openDatabase({ path });
    await sql`checkpoint`.execute(old);
  } catch (error) {
    throw explain(path, error);
  }
  // Opened for reading it is still locked for others, but closing it touches no file of this name.
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

/** @throws {InvalidInputError} for what is there already, named with the way out. */
export function existsAlready(path: string): InvalidInputError {
  return new InvalidInputError(
    "file",
    `is there already (${path}); give another name, or overwrite it (--force)`,
  );
}

/** DuckDB would apply it to whatever database it finds beside it. */
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
