import { HandsFreeError } from "@handsfree/query";

/**
 * The exit codes of a start that failed, the same as those of the CLI: 4 where the database cannot be used,
 * 5 where a migration failed, 6 where the migrations need a person, 1 for the rest.
 */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof HandsFreeError)) return 1;
  const { code } = error;
  // Such as a full disk, which met it as it would have met anything else.
  if (code === "migration_failed") return exitCodeOf(error.cause) === 4 ? 4 : 5;
  if (code.startsWith("migration_")) return 6;
  const isDatabase = /^(?:database|schema)_/.test(code) || code === "out_of_resources";
  return isDatabase && code !== "database_closed" ? 4 : 1;
}
