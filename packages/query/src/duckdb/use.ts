import type { HandsFreeError } from "../errors.ts";

/**
 * How often an interrupt is repeated, in milliseconds. DuckDB forgets one that comes before a thread has
 * taken the statement up, or while it is prepared.
 */
const interruptEvery = 10;

/** Makes an error of ours of what DuckDB threw. */
export type ToError = (thrown: unknown) => HandsFreeError;

/** One caller's use of a connection, from its place in the line to its end. */
export class Use {
  readonly #interrupt: () => void;
  readonly #toError: ToError;
  readonly #stopped = Promise.withResolvers<never>();
  #error: HandsFreeError | undefined;
  #running = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(interrupt: () => void, toError: ToError) {
    this.#interrupt = interrupt;
    this.#toError = toError;
    this.#stopped.promise.catch(() => undefined);
  }

  /** Takes it out of the line; while it runs, interrupts it. */
  stop(error: HandsFreeError): void {
    if (this.#error) return;
    this.#error = error;
    if (!this.#running) {
      this.#stopped.reject(error);
      return;
    }
    this.#interrupt();
    this.#timer = setInterval(this.#interrupt, interruptEvery);
  }

  unlessStopped<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#stopped.promise]);
  }

  /**
   * The engine is interrupted only from here to the work's end, so never under whoever is next. What is
   * done before the interrupt comes is done, and its result told.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#error) throw this.#error;
    this.#running = true;
    try {
      return await work();
    } catch (error) {
      const classified = this.#toError(error);
      throw this.#error && classified.code === "query_cancelled" ? this.#error : classified;
    } finally {
      clearInterval(this.#timer);
    }
  }
}
