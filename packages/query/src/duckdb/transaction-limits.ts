import { DatabaseError } from "../errors.ts";
import { StopSource } from "../stop-source.ts";

/** What ends a transaction, or a stream, whose caller does not. */
export interface TransactionLimits {
  /** How long it may be open, in milliseconds. */
  readonly timeLimit: number;
  /** What it ends with when that is over. */
  readonly timedOut: DatabaseError;
  /** The caller's. */
  readonly cancelled: AbortSignal | undefined;
  /** The database's, when it is closed and has waited long enough. */
  readonly closing: AbortSignal;
}

/** Starts the clock; whoever calls it releases it. */
export function startLimits({
  timeLimit,
  timedOut,
  cancelled,
  closing,
}: TransactionLimits): StopSource {
  const stop = new StopSource(cancelled, closing);
  stop.stopAfter(timeLimit, timedOut);
  return stop;
}

export function transactionTimedOut(timeLimit: number): DatabaseError {
  return new DatabaseError(
    "transaction_timed_out",
    `a transaction was open for ${timeLimit} ms and was rolled back; do slow work outside it`,
    { retryable: true },
  );
}
