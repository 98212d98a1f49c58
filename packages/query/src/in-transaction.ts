import type { Kysely, Transaction } from "kysely";

/** What a query runs on: the database, or a transaction that is open. */
export type Executor<DB> = Kysely<DB> | Transaction<DB>;

/** Runs the work in the caller's transaction where there is one, in a new one otherwise. */
export function inTransaction<DB, T>(
  executor: Executor<DB>,
  work: (transaction: Transaction<DB>) => Promise<T>,
): Promise<T> {
  return executor.isTransaction
    ? work(executor as Transaction<DB>)
    : executor.transaction().execute(work);
}
