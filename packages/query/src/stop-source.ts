import { forAnotherCaller } from "./callers-stack.ts";
import type { HandsFreeError } from "./errors.ts";

/**
 * Ends work from outside, once, with the error that whoever waits for it is to get. Its signal's reason
 * is that error. It lives as long as the work, so that listeners do not gather on a caller's signal.
 */
export class StopSource {
  readonly #controller = new AbortController();
  readonly #releases: (() => void)[] = [];

  /** @param followed signals of other sources, each of which stops this one too. */
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

  stopAfter(milliseconds: number, error: HandsFreeError): void {
    const timer = setTimeout(() => this.stop(error), milliseconds);
    this.#releases.push(() => clearTimeout(timer));
  }

  /** @param toError what the reason of a signal of the caller's own means. */
  follow(signal: AbortSignal, toError: (reason: unknown) => HandsFreeError): void {
    this.#releases.push(onAbort(signal, () => this.stop(toError(signal.reason))));
  }

  /** The work has ended: nothing stops it any more. */
  release(): void {
    for (const release of this.#releases.splice(0)) release();
  }
}

/** The error that a source's signal was stopped with: a new one for each who is told, with a stack of its own. */
export function stopError(signal: AbortSignal): HandsFreeError {
  return forAnotherCaller(signal.reason) as HandsFreeError;
}

/** @throws {DatabaseError} what the signal was stopped with, when it was. */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopError(signal);
}

/** Calls the listener once, at once when it is stopped already. @returns what takes the listener off. */
export function onStop(signal: AbortSignal, listener: (error: HandsFreeError) => void): () => void {
  return onAbort(signal, () => listener(stopError(signal)));
}

/** The promise's outcome, or the error that the signal is stopped with, whichever comes first. */
export async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const release = onStop(signal, stopped.reject);
  try {
    return await Promise.race([promise, stopped.promise]);
  } finally {
    release();
  }
}

function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
