import type { Engine } from "@handsfree/query";
import type { SqlParser } from "./parser.ts";
import type { Columns, Effect, Refusal } from "./scratch/scratch.ts";
import type { ParsedStatement } from "./statement.ts";

/** A statement, with what is known of its tables and what an engine did with it. */
export interface Step extends ParsedStatement {
  /** The tables that it changes, and that the file did not make itself. */
  readonly older: readonly string[];
  /** The tables that it changes. */
  readonly targets: readonly string[];
  /** What the engine answered: undefined where it was not asked, `follows` where an earlier refusal is why. */
  outcome: "taken" | "follows" | Refusal | undefined;
  /** What each action of an ALTER TABLE does to an older table on PostgreSQL; undefined where not known. */
  effects: readonly (Effect | undefined)[];
  /** The columns of its older tables before it, where it can change or drop them. */
  columnsBefore: ReadonlyMap<string, Columns>;
  /** The same after it. */
  columnsAfter: ReadonlyMap<string, Columns>;
}

/** A file as one engine runs it. */
export interface LintedFile {
  readonly engine: Engine;
  /** The text that is run. */
  readonly sql: string;
  /** Whether it runs in one transaction. */
  readonly inTransaction: boolean;
  /** Whether all of it can run in one transaction; undefined where that was not tried. */
  fitsTransaction: boolean | undefined;
  readonly steps: readonly Step[];
  readonly parse: SqlParser | undefined;
  /** The columns, after the file, of the tables that it dropped, replaced or renamed. */
  finalColumns: ReadonlyMap<string, Columns>;
}

/** Something that a rule has to say. */
export interface Problem {
  readonly rule: string;
  /** In the file, from 1. */
  readonly line: number;
  /** What happens, and the way out. */
  readonly message: string;
}

/** Looks for problems of a kind. */
export type Rule = (file: LintedFile) => Iterable<Problem>;
