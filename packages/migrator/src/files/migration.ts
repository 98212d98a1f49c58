import type { Engine } from "@handsfree/query";
import type { SqlStatement } from "../sql/split-statements.ts";

/** A file as it is, good or bad. Whoever has no folder, such as a bundle, can make them by hand. */
export interface MigrationFile {
  /** The file's name, without its folder: `001_lower_snake.sql`; that of an adoption with `adopt/` before it. */
  readonly file: string;
  /** The text, as it was read. */
  readonly sql: string;
}

/** A file whose name and text say what they must. */
export interface Migration {
  /** `001_lower_snake`: what the history records. The same for every engine's variant. */
  readonly version: string;
  /** Where it is in the order. */
  readonly number: number;
  readonly file: string;
  /** The engine that the file is for; undefined where it is for all. */
  readonly engine: Engine | undefined;
  /** The text without a byte-order mark, with line feeds: what is run. */
  readonly sql: string;
  /** `checksumOf` the text. */
  readonly checksum: string;
  /** False where the first line is `-- migrate: no-transaction`. */
  readonly inTransaction: boolean;
  /** In order; none where the text cannot be read as SQL. */
  readonly statements: readonly SqlStatement[];
  /** Versions of another program that the history may hold: its lines `-- migrate: tolerates VERSION`. */
  readonly tolerates: readonly string[];
}

/**
 * What makes room for a migration in a database that another program made: SQL of the folder `adopt`, which runs
 * in that migration's transaction and before its SQL, where the history holds a version that it adopts. The
 * history has no row of it: it is done or undone with its migration.
 */
export interface Adoption {
  /** `adopt/lower_snake.sql`, or with an engine as a migration has it. */
  readonly file: string;
  /** The engine that it is for; undefined where it is for all. */
  readonly engine: Engine | undefined;
  readonly sql: string;
  /** Versions of the other program, of its lines `-- migrate: adopts VERSION`. Each is tolerated as well. */
  readonly adopts: readonly string[];
  /** The version of the migration, of its line `-- migrate: before VERSION`. */
  readonly before: string;
}
