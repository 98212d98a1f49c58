import { DatabaseError } from "../../errors.ts";
import { StopSource } from "../../stop-source.ts";

/** Limits that end a transaction or a stream before its caller does. */
export interface TransactionLimits {
  /** The time limit in milliseconds. */
  readonly timeLimit: number;
  /** Makes the error when the time is over. */
  readonly timedOut: (timeLimit: number) => DatabaseError;
  /** The caller's cancellation. */
  readonly cancelled: AbortSignal | undefined;
  /** Stopped when the database closes and has waited long enough. */
  readonly closing: AbortSignal;
}

/** Starts the time limit. The caller must release the result. */
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
