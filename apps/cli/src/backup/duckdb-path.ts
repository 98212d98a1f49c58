import { InvalidInputError } from "@handsfree/query";
import { type DatabaseOptions, databaseTarget } from "../database.ts";
import { inMemory } from "../options/database.ts";

/**
 * The file that the options name.
 *
 * @param postgresTool what does the same on PostgreSQL.
 * @throws {InvalidInputError} when they name a PostgreSQL database, or none that stays.
 */
export function duckDbPath(options: DatabaseOptions, postgresTool: string): string {
  const target = databaseTarget(options);
  if (target.engine === "postgres") {
    throw new InvalidInputError(
      "DATABASE_URL",
      `names a PostgreSQL database, which this does not copy; use ${postgresTool}`,
    );
  }
  if (target.path === inMemory) {
    throw new InvalidInputError(
      "database",
      "is in memory, which ends with the command; give the path of a file",
    );
  }
  return target.path;
}
