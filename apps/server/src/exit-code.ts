import { HandsFreeError } from "@handsfree/query";

/**
 * The exit code of a start that failed. The CLI has the same codes: 4 when the database cannot be used, 5 when a
 * migration failed, 6 when the migrations need a person, 1 for other errors.
 */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof HandsFreeError)) return 1;
  const { code } = error;
  // A migration that failed because of the database, such as its full disk, has the database's code.
  if (code === "migration_failed") return exitCodeOf(error.cause) === 4 ? 4 : 5;
  if (code.startsWith("migration_")) return 6;
  const isDatabase = /^(?:database|schema)_/.test(code) || code === "out_of_resources";
  return isDatabase && code !== "database_closed" ? 4 : 1;
}
