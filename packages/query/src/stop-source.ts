import { forAnotherCaller } from "./callers-stack.ts";
import { DatabaseError, HandsFreeError } from "./errors.ts";

/**
 * Stops one piece of work: on request, after a time limit, or when a signal that it follows is aborted. The
 * reason of its own signal is the error for the caller of the work. Release it when the work has ended, so that
 * no listeners accumulate on a signal that lives longer.
 */
export class StopSource {
  readonly #controller = new AbortController();
  readonly #releases: (() => void)[] = [];

  /** @param followed signals of callers or other sources. Each of them also stops this source. */
  constructor(...followed: readonly (AbortSignal | undefined)[]) {
    for (const signal of followed) {
      if (signal) this.#releases.push(onStop(signal, (error) => this.stop(error)));
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(error: HandsFreeError): void {
    this.#controller.abort(error);
  }

  /** @param timedOut makes the error. Most work ends in time, and an error with its stack takes long to make. */
  stopAfter(milliseconds: number, timedOut: (timeLimit: number) => HandsFreeError): void {
    const timer = setTimeout(() => this.stop(timedOut(milliseconds)), milliseconds);
    this.#releases.push(() => clearTimeout(timer));
  }

  /** Removes the timer and the listeners after the work has ended. */
  release(): void {
    for (const release of this.#releases.splice(0)) release();
  }
}

/**
 * Makes the error for work that an aborted signal ended. Each caller gets its own error, with its own stack.
 * Kysely throws the signal's reason itself; here the reason is the `cause`, so that every error of the
 * database has a code.
 */
function stopError(signal: AbortSignal): HandsFreeError {
  const reason: unknown = signal.reason;
  if (reason instanceof HandsFreeError) return forAnotherCaller(reason) as HandsFreeError;
  if (reason instanceof DOMException && reason.name === "TimeoutError") {
    return new DatabaseError("query_timed_out", "the query took longer than its signal allows", {
      cause: reason,
      retryable: true,
    });
  }
  return new DatabaseError("query_cancelled", "the query was cancelled by its caller", {
    cause: reason,
  });
}

/** @throws {HandsFreeError} `stopError` if the signal is aborted. */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopError(signal);
}

/**
 * Calls the listener once when the signal is aborted, or at once if it is aborted already.
 *
 * @returns a function that removes the listener.
 */
export function onStop(signal: AbortSignal, listener: (error: HandsFreeError) => void): () => void {
  const listen = (): void => listener(stopError(signal));
  if (signal.aborted) {
    listen();
    return () => undefined;
  }
  signal.addEventListener("abort", listen, { once: true });
  return () => signal.removeEventListener("abort", listen);
}

/** Settles as the promise, or rejects with `stopError` if the signal is aborted first. */
export async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const release = onStop(signal, stopped.reject);
  try {
    return await Promise.race([promise, stopped.promise]);
  } finally {
    release();
  }
}

/** A signal that is aborted when one of the two is; undefined if both are undefined. */
export function eitherSignal(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  return one && other && one !== other ? AbortSignal.any([one, other]) : (one ?? other);
}
