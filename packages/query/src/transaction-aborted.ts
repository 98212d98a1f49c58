import { DatabaseError } from "./errors.ts";

/** Kysely's mark for a COMMIT that rolled back, after which it releases the connection. */
const kyselysMark = Symbol.for("kysely.AbortedTransactionError");

/** The error of a COMMIT that rolled back and ended its transaction. */
export function transactionAborted(failure?: unknown): DatabaseError {
  const error = new DatabaseError(
    "transaction_aborted",
    "nothing of this transaction was kept, because one of its statements failed",
    { cause: failure },
  );
  return Object.defineProperty(error, kyselysMark, { value: true });
}
