import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InvalidInputError } from "./errors.ts";

/** The path of the database when none is given. */
export const defaultDatabasePath = "data/handsfree.db";

/**
 * The database file that the environment names: `DUCKDB_PATH`, or `data/handsfree.db`.
 *
 * A relative one is taken from the root of the pnpm workspace around `cwd` (so that the server, the
 * CLI and `turbo run migrate`, which each start in a folder of their own, mean one file), or from
 * `cwd` where there is no workspace. `:memory:` stays as it is.
 *
 * @throws {InvalidInputError} when `DUCKDB_PATH` is set but blank.
 */
export function databasePathFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): string {
  const path = environment["DUCKDB_PATH"] ?? defaultDatabasePath;
  requirePath("DUCKDB_PATH", path);
  return path === ":memory:" ? path : resolve(workspaceRoot(cwd) ?? cwd, path);
}

/** @throws {InvalidInputError} when the path is blank, which DuckDB would take for "in memory". */
export function requirePath(field: string, path: string): void {
  if (path.trim() === "") {
    throw new InvalidInputError(
      field,
      `is empty; give the path of a file, or ":memory:" for a database that ends with the process`,
    );
  }
}

function workspaceRoot(directory: string): string | undefined {
  if (existsSync(join(directory, "pnpm-workspace.yaml"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : workspaceRoot(parent);
}
