import { type ProblemText, problemTexts } from "./problem-text.ts";

const unavailable = (meaning: string): ProblemText => ({
  statuses: [503],
  meaning,
  wayOut:
    "Try again after as many seconds as Retry-After says. Without that header an operator must look at the server.",
});
const fault = (meaning: string): ProblemText => ({
  statuses: [500],
  meaning,
  wayOut: "Report it to the operator with the request_id, by which the log has the reason.",
});

/** Failures of the server and of its database. */
export const problemsOfTheServer = problemTexts({
  closing: unavailable("The server is stopping."),
  constraint_violation: fault("A record broke a rule of the database."),
  database_closed: unavailable("The database is closed, since the server is stopping."),
  database_failed: unavailable("The database has failed."),
  database_locked: unavailable("Another process holds the database file."),
  database_not_found: unavailable("The database file does not exist."),
  database_read_only: unavailable("The database takes no writes."),
  database_unavailable: unavailable("The database does not answer."),
  database_unreadable: unavailable("The database file cannot be read."),
  duplicate_key: {
    statuses: [409],
    meaning: "There is a record with this id or name already.",
    wayOut: "Read that record, or use another id or name.",
  },
  internal_error: fault("The server failed."),
  invalid_query: fault("The server sent a statement that the database does not understand."),
  migration_failed: unavailable("A migration of the database has failed."),
  migration_files_invalid: unavailable("The files of the migrations are not valid."),
  migration_needs_repair: unavailable("A migration was cut off and needs a repair."),
  out_of_resources: unavailable("The server has no memory or no disk space left."),
  overloaded: unavailable("The server has as much to do as it can."),
  query_cancelled: unavailable("The statement was cancelled."),
  query_failed: fault("A statement of the server has failed."),
  query_timed_out: unavailable("The database took too long."),
  disk_space_low: unavailable("The volume of the database has less room than DISK_SPACE_MINIMUM."),
  not_ready: unavailable("A check of the server failed; `checks` names it."),
  schema_outdated: unavailable("The schema of the database is older than this release."),
  schema_unknown: unavailable("The schema of the database is not known to this release."),
  transaction_aborted: fault("A transaction was aborted."),
  transaction_timed_out: unavailable("A transaction took too long."),
  write_conflict: unavailable("Another writer changed the same record at the same time."),
});
