import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InvalidInputError } from "./errors.ts";

/** The path of the database if none is given. */
export const defaultDatabasePath = "data/handsfree.db";

/**
 * The path of the database file: the environment's `DUCKDB_PATH`, or `data/handsfree.db`.
 *
 * A relative path is resolved against the root of the pnpm workspace around `cwd`, so that the server, the CLI
 * and `turbo run migrate`, which start in different folders, use one file. Outside a workspace it is resolved
 * against `cwd`. `:memory:` is returned unchanged.
 *
 * @throws {InvalidInputError} if `DUCKDB_PATH` is set but blank.
 */
export function databasePathFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): string {
  const path = environment["DUCKDB_PATH"] ?? defaultDatabasePath;
  requirePath("DUCKDB_PATH", path);
  return path === ":memory:" ? path : resolve(workspaceRoot(cwd) ?? cwd, path);
}

/** @throws {InvalidInputError} if the path is blank, which means a database in memory to DuckDB. */
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
