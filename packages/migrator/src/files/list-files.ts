import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { MigrationFilesError } from "../errors.ts";

/**
 * Names that end in `.sql`, and names that a person may take for that: `002_b.SQL`, `002_b.sql.txt`,
 * `002_b.psql`. A plan refuses the latter.
 */
const meantAsMigration = /\.sql\s*$|^\s*v?\d.*\.(?:sql|psql|pgsql)(?:\.txt)?\s*$/i;

/** The folder, inside the migrations folder, of files that adopt the work of another program. */
export const adoptionFolder = "adopt";

/**
 * Lists the names that a person meant as migrations, good or bad, in order, then those in the folder `adopt`.
 * Hidden files and copies are skipped: editors leave `.#001_a.sql`, `.001_a.sql.swp` and `001_a.sql~`, macOS
 * leaves `._001_a.sql`.
 *
 * @throws {MigrationFilesError} when a folder cannot be read.
 */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await entriesOf(directory);
  const hasAdoptions = entries.some(
    (entry) => entry.name === adoptionFolder && entry.isDirectory(),
  );
  const adoptions = hasAdoptions ? await entriesOf(join(directory, adoptionFolder)) : [];
  return [
    ...namesOfMigrations(entries),
    ...namesOfMigrations(adoptions).map((name) => `${adoptionFolder}/${name}`),
  ];
}

function namesOfMigrations(entries: readonly Dirent[]): string[] {
  return entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && meantAsMigration.test(name))
    .toSorted();
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new MigrationFilesError(`${directory} cannot be read (${code})`, { cause: error });
  }
}
