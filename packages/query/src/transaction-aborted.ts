import { DatabaseError } from "./errors.ts";

/** By this Kysely knows that a COMMIT rolled back, so that it gives the connection back. */
const kyselysMark = Symbol.for("kysely.AbortedTransactionError");

/** What a COMMIT throws when it has kept nothing and its transaction is over. */
export function transactionAborted(failure?: unknown): DatabaseError {
  const error = new DatabaseError(
    "transaction_aborted",
    "nothing of this transaction was kept, because one of its statements failed",
    { cause: failure },
  );
  return Object.defineProperty(error, kyselysMark, { value: true });
}
