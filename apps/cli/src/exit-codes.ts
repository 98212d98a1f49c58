import { HookError } from "@handsfree/agents/hooks";
import { type ErrorCode, HandsFreeError } from "@handsfree/query";
import { CommanderError } from "commander";
import { NotFoundError } from "./not-found-error.ts";

/** The exit codes for scripts. The README and `handsfree --help` document them. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  /** The decision or request had no effect, or the record does not exist. */
  notWonOrFound: 3,
  databaseUnusable: 4,
  /** Migrations are pending or have findings, or one failed and was rolled back. */
  migrations: 5,
  /** The files or the history of migrations need a person. */
  migrationsBroken: 6,
  /** Action logs or their seals were changed. */
  auditBroken: 7,
} as const;

export const exitCodeOf: Readonly<Record<ErrorCode, number>> = {
  constraint_violation: exitCodes.failed,
  database_closed: exitCodes.failed,
  database_failed: exitCodes.databaseUnusable,
  database_locked: exitCodes.databaseUnusable,
  database_not_found: exitCodes.databaseUnusable,
  database_read_only: exitCodes.databaseUnusable,
  database_unavailable: exitCodes.databaseUnusable,
  database_unreadable: exitCodes.databaseUnusable,
  duplicate_key: exitCodes.failed,
  invalid_input: exitCodes.usage,
  invalid_query: exitCodes.failed,
  invalid_value: exitCodes.failed,
  migration_failed: exitCodes.migrations,
  migration_files_invalid: exitCodes.migrationsBroken,
  migration_needs_repair: exitCodes.migrationsBroken,
  out_of_resources: exitCodes.databaseUnusable,
  overloaded: exitCodes.failed,
  query_cancelled: exitCodes.failed,
  query_failed: exitCodes.failed,
  query_timed_out: exitCodes.failed,
  schema_outdated: exitCodes.databaseUnusable,
  schema_unknown: exitCodes.databaseUnusable,
  transaction_aborted: exitCodes.failed,
  transaction_timed_out: exitCodes.failed,
  write_conflict: exitCodes.failed,
};

export function exitCodeFor(error: unknown): number {
  if (error instanceof HandsFreeError) return exitCodeOf[error.code];
  if (error instanceof CommanderError || error instanceof HookError) return exitCodes.usage;
  if (error instanceof NotFoundError) return exitCodes.notWonOrFound;
  return exitCodes.failed;
}
