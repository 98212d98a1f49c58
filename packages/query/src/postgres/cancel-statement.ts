import { setTimeout as wait } from "node:timers/promises";
import { DatabaseError } from "../errors.ts";
import { onStop, stopError, throwIfStopped } from "../stop-source.ts";
import { classifyError } from "./classify-error.ts";

/** The interval between cancellation requests in milliseconds. The server ignores one before the statement starts. */
const repeatEvery = 100;

/** The time limit for the answer to a cancellation, in milliseconds. After it the connection is closed. */
export const cancellationTimeLimit = 5_000;

export interface CancellableStatement<T> {
  readonly run: () => Promise<T>;
  /** Asks the server to end the statement that the connection runs. */
  readonly cancel: () => Promise<void>;
  /** Closes the connection, which ends the statement. */
  readonly giveUp: () => void;
}

/**
 * Runs a statement, and cancels it on the server when the signal is aborted. It returns only after the server has
 * answered every cancellation request, since a late request would end the next statement of the connection.
 *
 * Kysely's `cancelQuery` is not used: it returns before the outcome is known, and it sends only one request,
 * without a time limit.
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
    // The next request may reach the server.
    await cancel().catch(() => undefined);
    await wait(repeatEvery, undefined, { signal: ended }).catch(() => undefined);
  }
}

function outcomeUnknown(cause: unknown): DatabaseError {
  return new DatabaseError(
    "database_unavailable",
    "the server did not answer a cancellation, so whether the statement was kept is not known; check before you try again",
    { cause },
  );
}
