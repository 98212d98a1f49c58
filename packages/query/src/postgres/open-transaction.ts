import { DatabaseError } from "../errors.ts";

/**
 * A transaction of a connection. The first statement takes its beginning to the server, which saves a round trip. So a
 * transaction without statements never reaches the server.
 */
export class OpenTransaction {
  readonly readOnly: boolean;
  /** The first error in it. */
  failure: unknown;
  #beginning: readonly string[];

  /**
   * @param sql the statement that begins it.
   * @param lockTimeLimit how long it may wait for a lock, in milliseconds.
   */
  constructor(sql: string, lockTimeLimit: number | undefined) {
    this.readOnly = /\bread only\b/i.test(sql);
    this.#beginning =
      lockTimeLimit === undefined ? [sql] : [sql, `set local lock_timeout to ${lockTimeLimit}`];
  }

  get hasBegun(): boolean {
    return this.#beginning.length === 0;
  }

  /** The statements that must be sent first. They are given once. */
  takeBeginning(): readonly string[] {
    const beginning = this.#beginning;
    this.#beginning = [];
    return beginning;
  }

  /** @throws {DatabaseError} `transaction_aborted` if a statement failed. */
  requireIntact(): void {
    if (this.failure === undefined) return;
    throw new DatabaseError(
      "transaction_aborted",
      "a statement of this transaction failed before, so it can only be rolled back",
      { cause: this.failure },
    );
  }
}
