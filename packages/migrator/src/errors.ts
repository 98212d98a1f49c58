import { type ErrorCode, HandsFreeError } from "@handsfree/query";
import type { MigrationProblem } from "./plan/problem.ts";
import type { FailedStatement } from "./run/failed-statement.ts";
import { serverMessage } from "./run/server-message.ts";

/** The folder of migrations, or a file in it, cannot be read or written. */
export class MigrationFilesError extends HandsFreeError {
  constructor(message: string, options?: ErrorOptions) {
    super("migration_files_invalid", message, options);
  }
}

/**
 * The plan has problems, so nothing ran. The message joins the messages of all problems. The code is
 * `schema_unknown` when a newer release migrated the database, `migration_needs_repair` when a file did not
 * finish, and `migration_files_invalid` otherwise.
 */
export class MigrationProblemsError extends HandsFreeError {
  readonly problems: readonly MigrationProblem[];

  constructor(problems: readonly MigrationProblem[]) {
    super(codeOf(problems), problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }
}

/**
 * A table has the name of one of the migrator's tables and is not the migrator's (`schema_unknown`), or the
 * role may not read or write the migrator's tables (`database_unreadable`). Nothing was changed.
 */
export class MigrationHistoryError extends HandsFreeError {}

function codeOf(problems: readonly MigrationProblem[]): ErrorCode {
  const kinds = new Set(problems.map(({ kind }) => kind));
  if (kinds.has("newer_database")) return "schema_unknown";
  if (kinds.has("failed") || kinds.has("unfinished")) return "migration_needs_repair";
  return "migration_files_invalid";
}

/** The SQL of a file failed. Its transaction was rolled back, so the next run starts with this file. */
export class MigrationFailedError extends HandsFreeError {
  readonly file: string;
  /** The number of the failed statement, from 1; undefined when the commit failed. */
  readonly statement: number | undefined;
  /** The line where that statement begins, from 1. */
  readonly line: number | undefined;

  constructor(file: string, cause: unknown, failed?: FailedStatement) {
    const why =
      failed === undefined
        ? serverMessage(cause).text
        : `statement ${failed.statement}, line ${failed.line} (${failed.head}): ${failed.message}`;
    super("migration_failed", `${file} failed and ${whatIsLeft(cause)}: ${why}`, { cause });
    this.file = file;
    this.statement = failed?.statement;
    this.line = failed?.line;
  }
}

/**
 * A statement of a file outside a transaction failed. The statements before it stay applied, and the file needs
 * a repair.
 */
export class MigrationUnfinishedError extends HandsFreeError {
  readonly file: string;
  /** The number of the failed statement, from 1. */
  readonly statement: number;
  /** The line where it begins, from 1. */
  readonly line: number;

  constructor(file: string, { statement, line, head, message }: FailedStatement, cause: unknown) {
    super(
      "migration_needs_repair",
      `${file} failed at statement ${statement}, line ${line}, and the statements before it stay applied: (${head}) ${message}; fix it, then run repair`,
      { cause },
    );
    this.file = file;
    this.statement = statement;
    this.line = line;
  }
}

/**
 * The connection can be lost during a commit, and DuckDB can stop at a commit. The row of the history then
 * tells whether the file was applied.
 */
function whatIsLeft(cause: unknown): string {
  return cause instanceof HandsFreeError &&
    (cause.code === "database_unavailable" || cause.code === "database_failed")
    ? "was applied as a whole or not at all, which the next run finds out"
    : "left nothing behind";
}
