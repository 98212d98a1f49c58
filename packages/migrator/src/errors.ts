import { type ErrorCode, HandsFreeError } from "@handsfree/query";
import type { MigrationProblem } from "./plan/problem.ts";
import type { FailedStatement } from "./run/failed-statement.ts";
import { serverWords } from "./run/server-words.ts";

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

/**
 * What has the name of the migrator's tables is not the migrator's (`schema_unknown`), or the role may not
 * read or write them (`database_unreadable`). Nothing was changed.
 */
export class MigrationHistoryError extends HandsFreeError {}

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
  /** Which statement of the file, from 1; undefined where none failed, but their commit. */
  readonly statement: number | undefined;
  /** Where that statement begins, from 1. */
  readonly line: number | undefined;

  constructor(file: string, cause: unknown, failed?: FailedStatement) {
    const why =
      failed === undefined
        ? serverWords(cause).text
        : `statement ${failed.statement}, line ${failed.line} (${failed.head}): ${failed.words}`;
    super("migration_failed", `${file} failed and ${whatIsLeft(cause)}: ${why}`, { cause });
    this.file = file;
    this.statement = failed?.statement;
    this.line = failed?.line;
  }
}

/** A statement of a file outside a transaction failed. What came before it stays, and a repair is due. */
export class MigrationUnfinishedError extends HandsFreeError {
  /** The file's name. */
  readonly file: string;
  /** Which statement of the file, from 1. */
  readonly statement: number;
  /** Where it begins, from 1. */
  readonly line: number;

  constructor(file: string, { statement, line, head, words }: FailedStatement, cause: unknown) {
    super(
      "migration_needs_repair",
      `${file} failed at statement ${statement}, line ${line}, and what came before stays: (${head}) ${words}; mend it, then repair`,
      { cause },
    );
    this.file = file;
    this.statement = statement;
    this.line = line;
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
