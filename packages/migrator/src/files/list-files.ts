import { readdir } from "node:fs/promises";
import { MigrationFilesError } from "../errors.ts";

/**
 * What ends in `.sql`, and what only a person takes for such a file: `002_b.SQL`, `002_b.sql.txt`,
 * `002_b.psql`. A plan refuses the latter by their names.
 */
const meantAsMigration = /\.sql\s*$|^\s*v?\d.*\.(?:sql|psql|pgsql)(?:\.txt)?\s*$/i;

/**
 * The names in a folder that a person meant as migrations, good or bad, in order. Hidden files and
 * copies are none: an editor leaves `.#001_a.sql`, `.001_a.sql.swp` and `001_a.sql~`, macOS `._001_a.sql`.
 *
 * @throws {MigrationFilesError} when the folder cannot be read.
 */
export async function listFiles(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => !name.startsWith(".") && meantAsMigration.test(name)).toSorted();
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new MigrationFilesError(`${directory} cannot be read (${code})`, { cause: error });
  }
}
