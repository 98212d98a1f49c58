import type { Engine } from "@handsfree/query";
import { readMigrations } from "../read-migrations.ts";
import type { LintFile } from "./lint-migrations.ts";

const engines: readonly Engine[] = ["duckdb", "postgres"];

/**
 * Reads a folder's migrations, every engine's, in the order in which they run.
 *
 * @throws {MigrationFilesError} as `readMigrations` does.
 */
export async function readLintFiles(directory: string): Promise<readonly LintFile[]> {
  const files = new Map<string, { version: string; sql: string; engines: Engine[] }>();
  for (const engine of engines) {
    for (const { file, version, sql } of await readMigrations(directory, engine)) {
      const known = files.get(file) ?? { version, sql, engines: [] };
      known.engines.push(engine);
      files.set(file, known);
    }
  }
  return Array.from(files, ([file, rest]) => ({ file, ...rest })).toSorted(
    (a, b) => Number.parseInt(a.version, 10) - Number.parseInt(b.version, 10),
  );
}
