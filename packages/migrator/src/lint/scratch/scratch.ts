import type { Engine } from "@handsfree/query";

/** The type of each column, by name. */
export type Columns = ReadonlyMap<string, string>;

/** Why an engine did not run a statement. */
export interface Refusal {
  /**
   * `refused`: the engine does not take it. `transaction`: not in a transaction. `missing`: it names what is
   * not there, which can follow from an earlier refusal. `unavailable`: a server may take it, and this one
   * lacks what it needs, such as an extension or a file.
   */
  readonly kind: "refused" | "transaction" | "missing" | "unavailable";
  /** The engine's own words, in one line. */
  readonly message: string;
  /** The line of the statement that the engine points at, from 1. */
  readonly line: number | undefined;
}

/** What an action of an ALTER TABLE does to the table on PostgreSQL. */
export interface Effect {
  /** The table is written anew. */
  readonly rewrites: boolean;
  /** All rows are read. */
  readonly scans: boolean;
  /** An index that was there is built anew. */
  readonly rebuildsIndex: boolean;
}

/** An empty database that the files are tried on, and that goes when it is closed. */
export interface Scratch extends AsyncDisposable {
  readonly engine: Engine;
  /** Begins a transaction as the runner does: with a row of the history. */
  begin(): Promise<void>;
  /** @returns why the commit failed. */
  commit(): Promise<Refusal | undefined>;
  rollback(): Promise<void>;
  /** Runs one statement. After a refusal in a transaction, the transaction must be rolled back. */
  run(statement: string): Promise<Refusal | undefined>;
  /**
   * Outside a transaction: makes what a server has before any migration runs, such as a role.
   *
   * @returns whether the refused statement is worth another try.
   */
  supply(refusal: Refusal): Promise<boolean>;
  /** Takes back what a file set for its session. */
  resetSession(): Promise<void>;
  /** Undefined where there is no such table. */
  columns(table: string): Promise<Columns | undefined>;
  /**
   * Tries the actions of an ALTER TABLE and rolls them back. On DuckDB the result is empty.
   *
   * @param watched the tables whose rewrites and reads count.
   */
  tryActions(
    table: string,
    actions: readonly string[],
    watched: readonly string[],
  ): Promise<(Effect | undefined)[]>;
}
