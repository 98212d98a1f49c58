import type { Engine } from "@handsfree/query";
import type { SqlStatement } from "../sql/split-statements.ts";

/**
 * The name and text of a file, valid or not. A program without a folder, such as a bundle, can make these
 * itself.
 */
export interface MigrationFile {
  /** The file's name without its folder: `001_lower_snake.sql`, or `adopt/lower_snake.sql` for an adoption. */
  readonly file: string;
  readonly sql: string;
}

/** A parsed migration file. */
export interface Migration {
  /** `001_lower_snake`, as the history records it. Variants of all engines share it. */
  readonly version: string;
  /** Its position in the order. */
  readonly number: number;
  readonly file: string;
  /** The engine that the file is for; undefined when it is for all. */
  readonly engine: Engine | undefined;
  /** The text that runs: without a byte-order mark, with line feeds. */
  readonly sql: string;
  /** SHA-256 of the text, in lower-case hexadecimal. */
  readonly checksum: string;
  /** False when the first line is `-- migrate: no-transaction`. */
  readonly inTransaction: boolean;
  /** In order; empty when the text cannot be read as SQL. */
  readonly statements: readonly SqlStatement[];
  /** Versions of another program that the history may hold, from lines `-- migrate: tolerates VERSION`. */
  readonly tolerates: readonly string[];
}

/**
 * SQL that prepares a database of another program for a migration. It is a file of the folder `adopt` and runs
 * in the migration's transaction, before its SQL, when the history holds a version that it adopts. It has no
 * row in the history.
 */
export interface Adoption {
  /** `adopt/lower_snake.sql`, or with an engine as in a migration's name. */
  readonly file: string;
  /** The engine that it is for; undefined when it is for all. */
  readonly engine: Engine | undefined;
  readonly sql: string;
  /** Versions of the other program, from lines `-- migrate: adopts VERSION`. They are tolerated as well. */
  readonly adopts: readonly string[];
  /** The version of the migration, from the line `-- migrate: before VERSION`. */
  readonly before: string;
}
