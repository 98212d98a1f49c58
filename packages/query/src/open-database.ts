import { resolve } from "node:path";
import type { Database } from "@handsfree/schema";
import { Kysely } from "kysely";
import { databasePathFromEnvironment, requirePath } from "./database-path.ts";
import { duckDbDialect } from "./duckdb/dialect.ts";
import { openInstance } from "./duckdb/open-instance.ts";

export interface OpenDatabaseOptions {
  /**
   * The DuckDB file, or `:memory:`. A relative one is taken from the working directory. Default: what
   * `databasePathFromEnvironment` says.
   */
  readonly path?: string;
  /** Opens an existing file for reading only. Default false, which makes the file and its folders. */
  readonly readOnly?: boolean;
}

/**
 * Opens the database and returns Kysely over it. `await using` closes it, as does `destroy()`; both
 * wait for what is running. It applies no migrations.
 *
 * @throws {InvalidInputError} when the path is empty.
 * @throws {DatabaseLockedError} when another process has the file open.
 * @throws {DatabaseError} `database_not_found` when reading only and there is no file;
 *   `database_unreadable` when the file is no DuckDB database, or its folder cannot be made.
 */
export async function openDatabase(options: OpenDatabaseOptions = {}): Promise<Kysely<Database>> {
  const path = options.path ?? databasePathFromEnvironment();
  requirePath("path", path);
  const file = path === ":memory:" ? path : resolve(path);
  const instance = await openInstance(file, options.readOnly ?? false);
  return new Kysely<Database>({ dialect: duckDbDialect(instance) });
}
