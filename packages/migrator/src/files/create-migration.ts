import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInputError } from "@handsfree/query";
import { MigrationFilesError } from "../errors.ts";
import { listFiles } from "./list-files.ts";

/** Options of `createMigration`. */
export interface CreateMigrationOptions {
  /** Creates one file for each engine, not one for all. Default false. */
  readonly variants?: boolean | undefined;
}

const template = `-- Why: what this changes, and what needs it.
-- A file runs in one transaction, unless its first line is: -- migrate: no-transaction

`;

/**
 * Creates the next file of the folder, and the folder. The file has only comments, so no run accepts it until
 * it has SQL.
 *
 * @param name what the migration does, such as `add users` or `add_users`.
 * @returns the paths of the new files, absolute or relative as the directory was given.
 * @throws {InvalidInputError} when the name cannot become a file name.
 * @throws {MigrationFilesError} when the folder cannot be read or written.
 */
export async function createMigration(
  directory: string,
  name: string,
  { variants = false }: CreateMigrationOptions = {},
): Promise<string[]> {
  const words = name
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== "");
  if (words.length === 0 || words.some((word) => !/^[a-z0-9]+$/.test(word))) {
    const problem = "must be English letters and digits, such as add_users";
    throw new InvalidInputError("name", problem);
  }
  try {
    await mkdir(directory, { recursive: true });
    const version = `${await nextNumber(directory)}_${words.join("_")}`;
    const files = (variants ? [".duckdb", ".postgres"] : [""]).map((variant) =>
      join(directory, `${version}${variant}.sql`),
    );
    for (const file of files) await writeFile(file, template, { flag: "wx" });
    return files;
  } catch (error) {
    if (error instanceof MigrationFilesError) throw error;
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new MigrationFilesError(`${directory} cannot be written (${code})`, { cause: error });
  }
}

const leadingNumber = /^[\sVv]*(\d{1,15})(?!\d)/;

async function nextNumber(directory: string): Promise<string> {
  // Numbers of badly named files count: a person will rename the file and keep the number.
  const numbers = (await listFiles(directory)).map((file) =>
    Number(leadingNumber.exec(file)?.[1] ?? 0),
  );
  return String(Math.max(0, ...numbers) + 1).padStart(3, "0");
}
