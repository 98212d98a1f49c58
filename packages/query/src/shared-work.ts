import type { Transaction } from "kysely";

/** Work that serves many callers in one transaction. */
export interface SharedWork<DB, Input, Output> {
  /**
   * Serves the inputs in their order. It may be called again with some of the inputs, after a rollback. It must only
   * run queries, and only through the transaction. If it throws, the inputs are served again in smaller groups, so
   * that an error reaches only the callers whose input causes it. An outcome that a caller expects must be an output.
   *
   * @returns one output for each input.
   */
  readonly run: (
    transaction: Transaction<DB>,
    inputs: readonly Input[],
  ) => Promise<readonly Output[]>;
  /** About how much memory an input holds, in bytes. */
  readonly bytes: (input: Input) => number;
  /** The maximum number of its transactions that run at a time on PostgreSQL. 1 for inputs that compete. Default 2. */
  readonly lanes?: number;
}
