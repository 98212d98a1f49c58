import type { Engine } from "@handsfree/query";

/** The type of each column, by name. */
export type Columns = ReadonlyMap<string, string>;

/** Why an engine did not run a statement. */
export interface Refusal {
  /**
   * `refused`: the engine does not accept it. `transaction`: not in a transaction. `missing`: an object does
   * not exist, perhaps because of an earlier refusal. `unavailable`: another server may accept it, and this one
   * lacks an extension or a file.
   */
  readonly kind: "refused" | "transaction" | "missing" | "unavailable";
  /** The engine's message, on one line. */
  readonly message: string;
  /** The line of the statement that the engine names, from 1. */
  readonly line: number | undefined;
}

/** The effect of an ALTER TABLE action on PostgreSQL. */
export interface Effect {
  /** A table is rewritten. */
  readonly rewrites: boolean;
  /** All rows of a table are read. */
  readonly scans: boolean;
  /** An existing index is rebuilt. */
  readonly rebuildsIndex: boolean;
}

/** An empty database for trying files. Closing it removes it. */
export interface Scratch extends AsyncDisposable {
  readonly engine: Engine;
  /** Begins a transaction as the runner does, with a row of the history. */
  begin(): Promise<void>;
  /** @returns the reason when the commit failed. */
  commit(): Promise<Refusal | undefined>;
  rollback(): Promise<void>;
  /** Runs one statement. After a refusal in a transaction, the transaction must be rolled back. */
  run(statement: string): Promise<Refusal | undefined>;
  /**
   * Creates an object that servers have before any migration runs, such as a role. Called outside a
   * transaction.
   *
   * @returns whether to try the refused statement again.
   */
  supply(refusal: Refusal): Promise<boolean>;
  /** Undoes what a file set for its session. */
  resetSession(): Promise<void>;
  /** Undefined when the table does not exist. */
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
