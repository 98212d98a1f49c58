import { setTimeout as wait } from "node:timers/promises";
import { DatabaseError } from "../errors.ts";
import { onStop, stopError, throwIfStopped } from "../stop-source.ts";
import { classifyError } from "./classify-error.ts";

/** How often a cancellation is repeated, in milliseconds: the server forgets one that comes before its statement. */
const repeatEvery = 100;

/** How long the server has to answer one, in milliseconds, before the connection is given up. */
export const cancellationTimeLimit = 5_000;

export interface CancellableStatement<T> {
  readonly run: () => Promise<T>;
  /** Asks the server to end what the connection runs. */
  readonly cancel: () => Promise<void>;
  /** Ends the connection, and with it the statement. */
  readonly giveUp: () => void;
}

/**
 * Runs a statement, which the signal ends on the server. It returns only when no request to do so is under
 * way, since that would hit whatever the connection runs next.
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
