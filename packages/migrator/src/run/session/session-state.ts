import type { Transaction } from "kysely";

/** The state of a connection before a file ran: its role, its search path and its settings. */
export interface SessionState<DB> {
  /**
   * Gives a transaction the session of before the file, so that the history is written by the role that logged
   * in and where it is.
   */
  enter(transaction: Transaction<DB>): Promise<void>;
  /** After such a transaction, gives the file its session back. */
  leave(): Promise<void>;
  /** Undoes what the file set or made for its session. */
  restore(): Promise<void>;
}
