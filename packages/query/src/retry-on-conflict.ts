import { setTimeout } from "node:timers/promises";
import { HandsFreeError, InvalidInputError } from "./errors.ts";

/** The longest wait before the second attempt, in milliseconds; it doubles with each further one. */
const firstDelay = 10;
/** The longest wait of all, in milliseconds. */
const longestDelay = 1000;

/** How often `retryOnConflict` tries again, and for how long it waits. */
export interface RetryOptions {
  /** The most times that the work is done, from 1. Default 5. */
  readonly attempts?: number | undefined;
  /** Ends the waiting, and keeps a further attempt from being made. An attempt that runs is not ended. */
  readonly signal?: AbortSignal | undefined;
  /** A random number from 0 to below 1, of which each wait is made. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Waits so many milliseconds. Default: a timer. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}

/**
 * Does the work again when it lost against another transaction: on an error with the code
 * `write_conflict` that is `retryable`, such as SQLSTATE 40001 and 40P01 of PostgreSQL. Before attempt
 * n + 1 it waits a random time of up to 10 · 2ⁿ⁻¹ ms, at most a second, so that those who met once do
 * not meet again (exponential back-off with full jitter).
 *
 * @param work must be a whole transaction, and do nothing outside it that must not be done twice.
 * @returns what the first attempt that succeeds returns.
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
