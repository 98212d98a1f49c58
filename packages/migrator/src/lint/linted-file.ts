import type { Engine } from "@handsfree/query";
import type { SqlParser } from "./parser.ts";
import type { Columns, Effect, Refusal } from "./scratch/scratch.ts";
import type { ParsedStatement } from "./statement.ts";

/** A statement, its tables, and what an engine did with it. */
export interface Step extends ParsedStatement {
  /** The tables that it changes and the file did not make. */
  readonly older: readonly string[];
  /** The tables that it changes. */
  readonly targets: readonly string[];
  /** The engine's answer: undefined if it was not asked, `follows` if an earlier refusal is the cause. */
  outcome: "taken" | "follows" | Refusal | undefined;
  /** The effect of each ALTER TABLE action on older tables on PostgreSQL; undefined when unknown. */
  effects: readonly (Effect | undefined)[];
  /** The columns of its older tables before it, if it can change or drop them. */
  columnsBefore: ReadonlyMap<string, Columns>;
  /** The columns after it. */
  columnsAfter: ReadonlyMap<string, Columns>;
}

/** A file as one engine runs it. */
export interface LintedFile {
  readonly engine: Engine;
  readonly sql: string;
  readonly inTransaction: boolean;
  /** Whether all of it can run in one transaction; undefined when that was not tried. */
  fitsTransaction: boolean | undefined;
  readonly steps: readonly Step[];
  readonly parse: SqlParser | undefined;
  /** The columns, after the file, of tables that it dropped, replaced or renamed. */
  finalColumns: ReadonlyMap<string, Columns>;
}

/** A problem that a rule found. */
export interface Problem {
  readonly rule: string;
  /** The line in the file, from 1. */
  readonly line: number;
  /** The danger, and the way out. */
  readonly message: string;
}

export type Rule = (file: LintedFile) => Iterable<Problem>;
