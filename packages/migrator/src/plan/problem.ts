/** The kinds of problems that a plan can have. */
export type MigrationProblemKind =
  /** A file in `adopt` does not name what it adopts, or a migration that it can run before. */
  | "bad_adoption"
  /** A file is not named like `001_lower_snake.sql` or `001_lower_snake.duckdb.sql`. */
  | "bad_name"
  /** An applied file has changed. */
  | "changed_file"
  /** Files of different versions have one number, or one name occurs twice. */
  | "duplicate_number"
  | "empty_file"
  /** A statement of a `no-transaction` file failed. The statements before it stay applied. */
  | "failed"
  /** A number is missing before that of a file. */
  | "gap"
  | "misplaced_directive"
  /** The history has a version without a file, with a number that the files should have. */
  | "missing_file"
  /** A version has variants, but none for this engine. */
  | "missing_variant"
  /** The history has a version with a number above those of all files. */
  | "newer_database"
  /** A pending file has a command of psql or DuckDB's shell, or a character that only looks like SQL. */
  | "not_sql"
  /** A pending file has the section markers of another tool. */
  | "other_tool"
  /** A pending file comes before an applied one. */
  | "out_of_order"
  /** A file begins or ends a transaction. */
  | "own_transaction"
  /** A version has a file for all engines and a variant. */
  | "shared_and_variant"
  /** A `no-transaction` file has started and not finished: it still runs, or its runner died. */
  | "unfinished"
  /** A pending file has a comment that looks like a directive but is not one. */
  | "unknown_directive"
  /** A file has a comment, a string or a name that is never closed, or a NUL character. */
  | "unreadable_sql";

/** A problem that prevents a run. */
export interface MigrationProblem {
  readonly kind: MigrationProblemKind;
  /** The affected files, or the versions when there is no file. */
  readonly about: readonly string[];
  /** The problem and the way out, on one line that begins with `about`. */
  readonly message: string;
}

/** Makes a problem whose message begins with the names. */
export function problem(
  kind: MigrationProblemKind,
  about: readonly string[],
  what: string,
): MigrationProblem {
  return { kind, about, message: `${about.join(" and ")} ${what}` };
}
