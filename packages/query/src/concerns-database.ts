import type { ErrorCode } from "./errors.ts";

const databaseCodes: ReadonlySet<ErrorCode> = new Set([
  "database_closed",
  "database_failed",
  "database_locked",
  "database_not_found",
  "database_read_only",
  "database_unavailable",
  "database_unreadable",
  "out_of_resources",
]);

/** Whether an error concerns the database as a whole, so that other statements would meet it as well. */
export function concernsDatabase(code: ErrorCode): boolean {
  return databaseCodes.has(code);
}
