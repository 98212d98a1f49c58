/** What can stand in the way of a plan. */
export type MigrationProblemKind =
  /** A file of the folder `adopt` does not say what it adopts, or runs before no migration that can take it. */
  | "bad_adoption"
  /** A file is not named like `001_lower_snake.sql` or `001_lower_snake.duckdb.sql`. */
  | "bad_name"
  /** A file is no longer what was applied. */
  | "changed_file"
  /** Files of different versions have one number, or one name is there twice. */
  | "duplicate_number"
  | "empty_file"
  /** A statement of a `no-transaction` file failed; what came before it stays. */
  | "failed"
  /** A number between those of the files, or the first, is missing. */
  | "gap"
  | "misplaced_directive"
  /** The history has a version that no file has, and whose number is not above those of the files. */
  | "missing_file"
  /** A version has variants, and none for this engine. */
  | "missing_variant"
  /** The history has a version whose number is above those of all files. */
  | "newer_database"
  /** A pending file has what only psql or DuckDB's shell takes, or a character that only looks like SQL. */
  | "not_sql"
  /** A pending file has the section markers of another tool. */
  | "other_tool"
  /** A pending file comes before one that is applied. */
  | "out_of_order"
  /** A file begins or ends a transaction itself. */
  | "own_transaction"
  /** A version has both a file for all engines and a variant. */
  | "shared_and_variant"
  /** A `no-transaction` file was begun and not ended: it runs still, or its runner died. */
  | "unfinished"
  /** A pending file has a comment that looks like a directive and is none. */
  | "unknown_directive"
  /** A file has a comment, a string or a name that is never closed, or a NUL character. */
  | "unreadable_sql";

/** One thing that stands in the way, with all that is part of it. */
export interface MigrationProblem {
  readonly kind: MigrationProblemKind;
  /** The files, or where there is none the versions, that it is about. */
  readonly about: readonly string[];
  /** What is wrong and what to do, in one line that begins with what it is about. */
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
