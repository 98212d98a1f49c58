import { setTimeout as wait } from "node:timers/promises";
import { DatabaseError } from "../errors.ts";
import { onStop, stopError, throwIfStopped } from "../stop-source.ts";
import { classifyError } from "./classify-error.ts";

/** How often a cancellation is sent, in milliseconds: the server ignores one that arrives before its statement. */
const repeatEvery = 100;

/** How long the server has to answer a cancellation, in milliseconds, before the connection is closed. */
export const cancellationTimeLimit = 5_000;

export interface CancellableStatement<T> {
  readonly run: () => Promise<T>;
  /** Asks the server to end what the connection runs. */
  readonly cancel: () => Promise<void>;
  /** Ends the connection, and with it the statement. */
  readonly giveUp: () => void;
}

/**
 * Runs a statement, and ends it on the server when the signal is aborted. It returns only when each request to
 * end it was answered, since a late one would end the next statement of the connection.
 *
 * Kysely's `cancelQuery` is not used: its caller is told before the outcome is known, and it sends one request
 * only, without a time limit.
 */
export async function runCancellable<T>(
  statement: CancellableStatement<T>,
  signal: AbortSignal,
): Promise<T> {
  throwIfStopped(signal);
  const ended = new AbortController();
  let cancelling: Promise<void> | undefined;
  let givenUp = false;
  const release = onStop(signal, () => {
    const timer = setTimeout(() => {
      givenUp = true;
      statement.giveUp();
    }, cancellationTimeLimit);
    ended.signal.addEventListener("abort", () => clearTimeout(timer));
    cancelling = cancelUntil(ended.signal, statement);
  });
  try {
    return await statement.run();
  } catch (error) {
    const classified = classifyError(error);
    if (givenUp) throw outcomeUnknown(error);
    throw signal.aborted && classified.code === "query_cancelled" ? stopError(signal) : classified;
  } finally {
    release();
    ended.abort();
    await cancelling;
  }
}

async function cancelUntil(
  ended: AbortSignal,
  { cancel }: CancellableStatement<unknown>,
): Promise<void> {
  while (!ended.aborted) {
    // A server that cannot be reached now may be with the next one.
    await cancel().catch(() => undefined);
    await wait(repeatEvery, undefined, { signal: ended }).catch(() => undefined);
  }
}

function outcomeUnknown(cause: unknown): DatabaseError {
  return new DatabaseError(
    "database_unavailable",
    "the server did not answer a cancellation, so whether the statement was kept is not known; look before you try again",
    { cause },
  );
}
