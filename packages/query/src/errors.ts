/** The codes of `HandsFreeError`. The apps map every code, so a new one does not compile until they map it. */
export type ErrorCode =
  | "constraint_violation"
  | "database_closed"
  | "database_failed"
  | "database_locked"
  | "database_not_found"
  | "database_read_only"
  | "database_unavailable"
  | "database_unreadable"
  | "duplicate_key"
  | "invalid_input"
  | "invalid_query"
  | "invalid_value"
  | "migration_failed"
  | "migration_files_invalid"
  | "migration_needs_repair"
  | "out_of_resources"
  | "overloaded"
  | "query_cancelled"
  | "query_failed"
  | "query_timed_out"
  | "schema_outdated"
  | "schema_unknown"
  | "transaction_aborted"
  | "transaction_timed_out"
  | "write_conflict";

/** The options of a `HandsFreeError`. */
export interface HandsFreeErrorOptions extends ErrorOptions {
  /** Whether the same call may succeed when made again. Default false. */
  readonly retryable?: boolean;
}

/**
 * The base class of every error that HandsFree throws. Its message is safe to show: driver text, which can
 * contain values of rows, is only in `cause`.
 */
export class HandsFreeError extends Error {
  readonly code: ErrorCode;
  /** Whether the same call may succeed when made again. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: HandsFreeErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** An argument is not valid. The message names the field, the problem and a valid form. */
export class InvalidInputError extends HandsFreeError {
  /** The argument's name, in camelCase. */
  readonly field: string;
  /** The problem and a valid form, as text that follows the field's name. */
  readonly problem: string;

  constructor(field: string, problem: string) {
    super("invalid_input", `${field} ${problem}`);
    this.field = field;
    this.problem = problem;
  }
}

/** The database could not do what was asked. */
export class DatabaseError extends HandsFreeError {}

/** The database file is open in another process. */
export class DatabaseLockedError extends DatabaseError {
  readonly path: string;
  /** The process that holds the file. */
  readonly pid: number;

  constructor(path: string, holder: { pid: number; program: string }, options?: ErrorOptions) {
    super(
      "database_locked",
      `${path} is held by process ${holder.pid} (${holder.program}); DuckDB lets one process at a time use a file. ` +
        `If that is the HandsFree server, ask it over HTTP; else end the process, then try again`,
      options,
    );
    this.path = path;
    this.pid = holder.pid;
  }
}
