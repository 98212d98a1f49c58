import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MigrationFilesError } from "../errors.ts";
import type { MigrationFile } from "./migration.ts";
import { adoptionFolder } from "./parse-adoption.ts";

/**
 * Reads every file of the folder, and of its folder `adopt` where there is one, that ends in `.sql`, of all
 * engines, and judges none of them: that is for `plan`, so that each problem is told together with all others.
 * What ends otherwise is not looked at.
 *
 * @param directory absolute, or taken from the working directory.
 * @throws {MigrationFilesError} when the folder or a file in it cannot be read.
 */
export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  try {
    const names = (await namesIn(directory)).filter((name) => name.endsWith(".sql")).toSorted();
    return await Promise.all(
      names.map(async (file) => ({ file, sql: await readFile(join(directory, file), "utf8") })),
    );
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new MigrationFilesError(`${directory} cannot be read (${code})`, { cause: error });
  }
}

async function namesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const hasAdoptions = entries.some(
    (entry) => entry.name === adoptionFolder && entry.isDirectory(),
  );
  const adoptions = hasAdoptions ? await readdir(join(directory, adoptionFolder)) : [];
  return [
    ...entries.map(({ name }) => name),
    ...adoptions.map((name) => `${adoptionFolder}/${name}`),
  ];
}
