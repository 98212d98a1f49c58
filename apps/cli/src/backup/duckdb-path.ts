import { InvalidInputError } from "@handsfree/query";
import { type DatabaseOptions, databaseTarget } from "../database.ts";
import { inMemory } from "../options/database.ts";

/**
 * The DuckDB file that the options name.
 *
 * @param postgresTool the command that does the same on PostgreSQL.
 * @throws {InvalidInputError} if they name a PostgreSQL database, or a database in memory.
 */
export function duckDbPath(options: DatabaseOptions, postgresTool: string): string {
  const target = databaseTarget(options);
  if (target.engine === "postgres") {
    throw new InvalidInputError(
      "DATABASE_URL",
      `names a PostgreSQL database, which this command does not copy; use ${postgresTool}`,
    );
  }
  if (target.path === inMemory) {
    throw new InvalidInputError(
      "database",
      "is in memory, so it would end with the command; give the path of a file",
    );
  }
  return target.path;
}
