import { setTimeout as wait } from "node:timers/promises";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
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

/** Calls the listener when the statement must end, with the error for its caller. Returns a function that ends that. */
export type OnStop = (listener: (error: HandsFreeError) => void) => () => void;

/**
 * Runs a statement, and cancels it on the server when it must end. It returns only after the server has answered every
 * cancellation request, since a late request would end the next statement of the connection.
 *
 * Kysely's `cancelQuery` is not used: it returns before the outcome is known, and it sends only one request,
 * without a time limit.
 */
export async function runCancellable<T>(
  statement: CancellableStatement<T>,
  onStop: OnStop,
): Promise<T> {
  let cancellation: Cancellation | undefined;
  const release = onStop((error) => {
    cancellation ??= new Cancellation(statement, error);
  });
  try {
    return await statement.run();
  } catch (error) {
    const classified = classifyError(error);
    if (cancellation?.givenUp === true) throw outcomeUnknown(error);
    throw cancellation && classified.code === "query_cancelled" ? cancellation.reason : classified;
  } finally {
    release();
    await cancellation?.end();
  }
}

/** Repeats the cancellation of one statement until it has ended. */
class Cancellation {
  readonly reason: HandsFreeError;
  givenUp = false;
  readonly #ended = new AbortController();
  readonly #requests: Promise<void>;
  readonly #timer: NodeJS.Timeout;

  constructor({ cancel, giveUp }: CancellableStatement<unknown>, reason: HandsFreeError) {
    this.reason = reason;
    this.#timer = setTimeout(() => {
      this.givenUp = true;
      giveUp();
    }, cancellationTimeLimit);
    this.#requests = this.#request(cancel);
  }

  /** Resolves when the server has answered every request. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ended.abort();
    await this.#requests;
  }

  async #request(cancel: () => Promise<void>): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      // The next request may reach the server.
      await cancel().catch(() => undefined);
      await wait(repeatEvery, undefined, { signal }).catch(() => undefined);
    }
  }
}

function outcomeUnknown(cause: unknown): DatabaseError {
  return new DatabaseError(
    "database_unavailable",
    "the server did not answer a cancellation, so whether the statement was kept is not known; check before you try again",
    { cause },
  );
}
