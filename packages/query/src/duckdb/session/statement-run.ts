import type { HandsFreeError } from "../../errors.ts";

/**
 * The interval between repeated interrupts, in milliseconds. DuckDB forgets an interrupt that arrives before a
 * thread has begun the statement, or while it is prepared.
 */
const interruptEvery = 10;

/** Converts an error of DuckDB to a `HandsFreeError`. */
export type ToError = (thrown: unknown) => HandsFreeError;

/** One run on a connection, from when it is queued to its end. */
export class StatementRun {
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

  /** Rejects a run that waits, and interrupts one that runs. */
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
   * Does the work. Only during it is the engine interrupted, so an interrupt never hits the next run. Work
   * that ends before the interrupt takes effect keeps its result.
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
