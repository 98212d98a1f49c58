import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { MigrationFilesError } from "../errors.ts";
import { decodeText } from "./decode-text.ts";
import { listFiles } from "./list-files.ts";
import type { MigrationFile } from "./migration.ts";

/**
 * Reads the migration files of a folder and of its folder `adopt`, of all engines. It validates no name and no
 * SQL: `plan` does that, so that all problems are reported together. Files of editors and files without an SQL
 * name are skipped.
 *
 * @param directory absolute, or relative to the working directory.
 * @throws {MigrationFilesError} when the folder cannot be read, or has entries that are not files of UTF-8
 *   text. The message names each of them, with the offset in bytes and the line of bad text.
 */
export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  const names = await listFiles(directory);
  const read = await Promise.allSettled(names.map((name) => readOne(directory, name)));
  const failures = read.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  if (failures.length > 0) {
    const message = failures.map((failure) => failure.message).join("; ");
    throw new MigrationFilesError(`in ${directory}: ${message}`, { cause: failures[0] });
  }
  return read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function readOne(directory: string, file: string): Promise<MigrationFile> {
  const path = join(directory, file);
  try {
    const entry = await stat(path);
    if (!entry.isFile()) {
      const what = entry.isDirectory() ? "is a folder" : "is not a file";
      throw new MigrationFilesError(`${file} ${what}; move it away, or give it another name`);
    }
    return { file, sql: decodeText(file, await readFile(path)) };
  } catch (error) {
    if (error instanceof MigrationFilesError) throw error;
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "ENOENT: a link to a missing file" : code;
    throw new MigrationFilesError(`${file} cannot be read (${why})`, { cause: error });
  }
}
