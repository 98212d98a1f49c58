import { type Backup, backupDatabase, DatabaseError, DatabaseLockedError } from "@handsfree/query";
import { openExisting } from "../database.ts";
import { print, printJson } from "../output/print.ts";
import { duckDbPath } from "./duckdb-path.ts";
import type { FileOptions } from "./file.ts";
import { summarize } from "./summarize.ts";

export async function backUp(
  file: string,
  { force = false, ...options }: FileOptions,
): Promise<void> {
  const database = duckDbPath(options, 'pg_dump --format=custom --file=FILE "$DATABASE_URL"');
  const { path, tables, rows, bytes } = await copy(file, force, database, options);
  if (options.json) return printJson({ database, file: path, tables, rows, bytes });
  await print(`${database} is copied to ${path}: ${summarize({ tables, rows, bytes })}\n`);
}

async function copy(
  file: string,
  overwrite: boolean,
  database: string,
  options: FileOptions,
): Promise<Backup> {
  try {
    await using db = await openExisting(options);
    return await backupDatabase(db, file, { overwrite });
  } catch (error) {
    if (!(error instanceof DatabaseLockedError) || error.path !== database) throw error;
    // The original message suggests HTTP, but the API has no backup.
    throw new DatabaseError(
      error.code,
      `${database} is held by process ${error.pid}, and only that process can copy it; end that process, back up and start it again, or call backupDatabase of @handsfree/query in it`,
      { cause: error },
    );
  }
}
