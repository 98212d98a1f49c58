import {
  DatabaseError,
  DatabaseLockedError,
  type ErrorCode,
  HandsFreeError,
} from "../../errors.ts";
import { describeFault, fileFault, fileFaultWithin } from "./file-fault.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
}

/** DuckDB's errors have no code, only a prefix and English text. The first rule that matches applies. */
const rules: readonly Rule[] = [
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
    message: "a row with the same unique key exists already",
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
    pattern: /^Out of Memory Error|could not allocate/i,
    code: "out_of_resources",
    message: "the database ran out of memory; try again, or with less at once",
    retryable: true,
  },
  {
    pattern: /^Binder Error: Unique file handle conflict/,
    code: "database_locked",
    message: "other code of this process has the file open already; close it there first",
    retryable: true,
  },
  {
    pattern: /in read-only mode: database does not exist/,
    code: "database_not_found",
    message: "there is no database at this path",
  },
  {
    pattern: /Could not read from file|Cannot open file|Permission denied/,
    code: "database_unreadable",
    message: "the file cannot be opened as a DuckDB database",
  },
  {
    pattern: /Extension "[^"]*" not found|is an existing extension|Autoloading is not possible/,
    code: "invalid_query",
    message: "the statement needs an extension of DuckDB that is not built in",
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

/** After such an error every call on the instance fails until the file is opened again. */
const fatal =
  /^FATAL Error|database has been invalidated|^[\w ]+ Error: (?:Failed to commit: )?(?:Checkpoint failed for database|Database "[^"]*" has been invalidated|Transaction COMMIT succeeded and is durable, but)/;

const metEnd =
  /because of a previous fatal error|^[\w ]+ Error: (?:Failed to commit: )?Database "[^"]*" has been invalidated because checkpointing failed/;

/** Whether the error was caused by one that ended the instance. */
export function endsInstance({ cause }: HandsFreeError): boolean {
  return cause instanceof Error && fatal.test(cause.message);
}

/** Whether the call met an instance that had ended before, and so did nothing. */
export function metEndedInstance({ cause }: HandsFreeError): boolean {
  return cause instanceof Error && metEnd.test(cause.message);
}

const lockHeld =
  /^IO Error: Could not set lock on file "(.*)": Conflicting lock is held in (.*) \(PID (\d+)\)/;

/** Converts an error of DuckDB to a `HandsFreeError` with the original as its `cause`. Returns ours unchanged. */
export function classifyError(error: unknown): HandsFreeError {
  if (error instanceof HandsFreeError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const [, path, program, pid] = lockHeld.exec(text) ?? [];
  if (path !== undefined && program !== undefined) {
    return new DatabaseLockedError(path, { pid: Number(pid), program }, { cause: error });
  }
  const { code, message, retryable = false } = findRule(text);
  return new DatabaseError(code, message, { cause: error, retryable });
}

function findRule(text: string): Omit<Rule, "pattern"> {
  if (fatal.test(text)) return stopped(text);
  const fault = fileFault(text);
  return fault
    ? { ...fault, message: describeFault(fault) }
    : (rules.find(({ pattern }) => pattern.test(text)) ?? unknown);
}

/** The rule for a fatal error. It is not retryable, unlike its reason, since the outcome of current writes is unknown. */
function stopped(text: string): Omit<Rule, "pattern"> {
  const fault = fileFaultWithin(text);
  if (fault?.code === "database_unreadable")
    return { code: fault.code, message: describeFault(fault) };
  const stop = {
    file: fault?.file,
    problem: `${fault?.problem ?? "DuckDB failed"}, and the database stopped on it`,
    wayOut: "whether this was kept is not known, so check before you try again",
  };
  return { code: "database_failed", message: describeFault({ ...stop, code: "database_failed" }) };
}

const unknown: Omit<Rule, "pattern"> = {
  code: "query_failed",
  message: "the database could not run the statement",
};
