import { setTimeout } from "node:timers/promises";
import { HandsFreeError, InvalidInputError } from "./errors.ts";

/** The longest wait before the second attempt, in milliseconds. It doubles with each further attempt. */
const firstDelay = 10;
/** The longest wait of all, in milliseconds. */
const longestDelay = 1000;

/** Options of `retryOnConflict`. */
export interface RetryOptions {
  /** The maximum number of attempts, at least 1. Default 5. */
  readonly attempts?: number | undefined;
  /** Ends a wait and prevents further attempts. It does not end a running attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Returns a random number from 0 to below 1 for each wait. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Waits for a number of milliseconds. Default: a timer. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}

/**
 * Repeats the work after a conflict with another transaction: an error with the code `write_conflict` that is
 * `retryable`, such as SQLSTATE 40001 and 40P01 of PostgreSQL. Before attempt n + 1 it waits a random time of up
 * to 10 · 2ⁿ⁻¹ ms, at most a second (exponential back-off with full jitter), so that the same transactions do
 * not conflict again.
 *
 * @param work a whole transaction, without effects outside it that must not happen twice.
 * @returns the result of the first attempt that succeeds.
 * @throws the last attempt's error, any other error at once, and the signal's reason when it is aborted.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function retryOnConflict<T>(
  work: () => Promise<T>,
  { attempts = 5, signal, random = Math.random, wait = waitFor }: RetryOptions = {},
): Promise<T> {
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw new InvalidInputError("attempts", `is ${attempts}; give a whole number from 1`);
  }
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !isConflict(error)) throw error;
    }
    await wait(random() * Math.min(longestDelay, firstDelay * 2 ** (attempt - 1)), signal);
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof HandsFreeError && error.retryable && error.code === "write_conflict";
}

async function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
