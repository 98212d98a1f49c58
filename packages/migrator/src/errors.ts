import { type ErrorCode, HandsFreeError } from "@handsfree/query";
import type { MigrationProblem } from "./plan/problem.ts";

/** The folder of migrations cannot be read or written. */
export class MigrationFilesError extends HandsFreeError {
  constructor(message: string, options?: ErrorOptions) {
    super("migration_files_invalid", message, options);
  }
}

/**
 * Nothing runs, because of one or more problems; the message holds those of all. Its code is
 * `schema_unknown` where the database is of a newer release, `migration_needs_repair` where a file was
 * not ended, and else `migration_files_invalid`.
 */
export class MigrationProblemsError extends HandsFreeError {
  readonly problems: readonly MigrationProblem[];

  constructor(problems: readonly MigrationProblem[]) {
    super(codeOf(problems), problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }
}

function codeOf(problems: readonly MigrationProblem[]): ErrorCode {
  const kinds = new Set(problems.map(({ kind }) => kind));
  if (kinds.has("newer_database")) return "schema_unknown";
  if (kinds.has("failed") || kinds.has("unfinished")) return "migration_needs_repair";
  return "migration_files_invalid";
}

/** A file's SQL failed. Its transaction is rolled back, so the next run starts with this file again. */
export class MigrationFailedError extends HandsFreeError {
  /** The file's name. */
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super("migration_failed", `${file} failed and ${whatIsLeft(cause)}: ${describeCause(cause)}`, {
      cause,
    });
    this.file = file;
  }
}

/** A statement of a file outside a transaction failed. What came before it stays, and a repair is due. */
export class MigrationUnfinishedError extends HandsFreeError {
  /** The file's name. */
  readonly file: string;
  /** Which statement of the file, from 1. */
  readonly statement: number;

  constructor(file: string, statement: number, line: number, cause: unknown) {
    super(
      "migration_needs_repair",
      `${file} failed at statement ${statement}, line ${line}, and what came before stays: ${describeCause(cause)}; mend it, then repair`,
      { cause },
    );
    this.file = file;
    this.statement = statement;
  }
}

/**
 * A connection can be lost while the server commits, and DuckDB can stop at a commit; the row of the history
 * then says what became of it.
 */
function whatIsLeft(cause: unknown): string {
  return cause instanceof HandsFreeError &&
    (cause.code === "database_unavailable" || cause.code === "database_failed")
    ? "is kept whole or not at all, which the next run sees"
    : "left nothing behind";
}

/**
 * What the database said, where that is about the SQL and not about rows: a migration's author needs
 * the text, and a constraint's error would quote a row.
 */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof HandsFreeError)) return String(cause);
  if (cause.code === "transaction_timed_out") {
    return "it took longer than a transaction may on this DuckDB database; open it with openForMigrations, as handsfree migrate up does";
  }
  const driverText = cause.cause instanceof Error ? cause.cause.message.split("\n", 1)[0] : "";
  const isAboutSql =
    cause.code === "invalid_query" ||
    // What DuckDB says of a transaction it does not take; of keys it has another code.
    (cause.code === "query_failed" && driverText?.startsWith("TransactionContext Error"));
  return isAboutSql && driverText ? driverText : cause.message;
}
