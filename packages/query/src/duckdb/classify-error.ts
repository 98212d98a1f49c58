import { DatabaseError, DatabaseLockedError, type ErrorCode, HandsFreeError } from "../errors.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: true;
}

/** DuckDB's errors carry no code, only a prefix and English. The first rule that matches decides. */
const rules: readonly Rule[] = [
  // First: what it says of the original error would match others.
  {
    pattern: /^FATAL Error|database has been invalidated/,
    code: "database_failed",
    message: "the database stopped after an internal failure; restart the process to recover it",
  },
  {
    pattern: /^INTERRUPT Error/,
    code: "query_cancelled",
    message: "the statement was ended before it was done",
  },
  {
    pattern: /^(?:Transaction(?:Context)? Error|Catalog Error).*\bconflict/is,
    code: "write_conflict",
    message: "another transaction changed the same rows first",
    retryable: true,
  },
  {
    pattern: /duplicate key/i,
    code: "duplicate_key",
    message: "a row with the same unique key is there already",
  },
  {
    pattern: /^Constraint Error/,
    code: "constraint_violation",
    message: "a constraint refused the row",
  },
  {
    pattern: /^TransactionContext Error: Current transaction is aborted/,
    code: "transaction_aborted",
    message: "an earlier statement of this transaction failed, so none of it can be kept",
  },
  {
    pattern: /read-only mode!/,
    code: "database_read_only",
    message: "the database is open for reading only",
  },
  {
    pattern: /No space left on device|^Out of Memory Error|could not allocate/i,
    code: "out_of_resources",
    message: "the database ran out of disk or memory; make room and try again",
    retryable: true,
  },
  {
    pattern: /in read-only mode: database does not exist/,
    code: "database_not_found",
    message: "there is no database at this path",
  },
  {
    pattern:
      /not a valid DuckDB database file|Could not read from file|Cannot open file|Permission denied/,
    code: "database_unreadable",
    message: "the file cannot be opened as a DuckDB database",
  },
  {
    pattern: /^(?:Conversion|Out of Range) Error/,
    code: "invalid_value",
    message: "a value does not fit its column's type",
  },
  {
    pattern: /^(?:Parser|Binder|Catalog|Syntax|Not implemented|Dependency) Error/,
    code: "invalid_query",
    message: "the statement does not fit the database's schema or SQL",
  },
];

const lockHeld =
  /^IO Error: Could not set lock on file "(.*)": Conflicting lock is held in (.*) \(PID (\d+)\)/;

/**
 * Turns what DuckDB threw into an error of ours; the original is its `cause`. An error that is ours
 * already comes back as it is.
 */
export function classifyError(error: unknown): HandsFreeError {
  if (error instanceof HandsFreeError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const [, path, program, pid] = lockHeld.exec(text) ?? [];
  if (path !== undefined && program !== undefined) {
    return new DatabaseLockedError(path, { pid: Number(pid), program }, { cause: error });
  }
  const rule = rules.find(({ pattern }) => pattern.test(text));
  if (rule === undefined) {
    return new DatabaseError("query_failed", "the database could not run the statement", {
      cause: error,
    });
  }
  return new DatabaseError(rule.code, rule.message, {
    cause: error,
    retryable: rule.retryable ?? false,
  });
}
