import type { ErrorCode } from "@handsfree/query";

/** The HTTP status of every error that the layers below can throw. A code without a row does not compile. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  constraint_violation: 500,
  database_closed: 503,
  database_failed: 503,
  database_locked: 503,
  database_not_found: 503,
  database_read_only: 503,
  database_unavailable: 503,
  database_unreadable: 503,
  duplicate_key: 409,
  invalid_input: 400,
  invalid_query: 500,
  invalid_value: 400,
  migration_failed: 503,
  migration_files_invalid: 503,
  migration_needs_repair: 503,
  out_of_resources: 503,
  overloaded: 503,
  query_failed: 500,
  schema_outdated: 503,
  schema_unknown: 503,
  transaction_aborted: 500,
  transaction_timed_out: 503,
  write_conflict: 503,
};
