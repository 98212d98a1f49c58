import { HandsFreeConnectionError } from "./connection-error.ts";
import { HandsFreeProblem } from "./problem.ts";

/**
 * Limits how long the parts of an attempt may take, and says why one of them failed. Its user calls `end` at the end:
 * not every browser knows `using`.
 */
export class TimeLimit {
  readonly #ms: number;
  readonly #outer: AbortSignal | undefined;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasPassed = false;
  readonly #follow = (): void => this.#controller.abort(this.#outer?.reason);

  /** @param outer ends the attempt too, with its own reason. */
  constructor(ms: number, outer: AbortSignal | undefined) {
    this.#ms = ms;
    this.#outer = outer;
    outer?.throwIfAborted();
    outer?.addEventListener("abort", this.#follow, { once: true });
    this.restart();
  }

  /** Aborted when the time has passed, or the outer signal is aborted, or at the end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Lets the whole time begin again. */
  restart(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#hasPassed = true;
      this.#controller.abort();
    }, this.#ms);
  }

  /** Stops the time while nothing is awaited. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Runs a part of the attempt.
   *
   * @throws {HandsFreeConnectionError} `timed_out` or `connection_failed`
   * @throws the reason of the outer signal, if that is aborted.
   */
  async run<T>(part: () => Promise<T>): Promise<T> {
    try {
      return await part();
    } catch (error) {
      if (error instanceof HandsFreeProblem || error instanceof HandsFreeConnectionError) {
        throw error;
      }
      this.#outer?.throwIfAborted();
      if (this.#hasPassed) throw new HandsFreeConnectionError("timed_out");
      throw new HandsFreeConnectionError("connection_failed", { cause: error });
    }
  }

  /** Ends what still runs. */
  end(): void {
    this.stop();
    this.#outer?.removeEventListener("abort", this.#follow);
    this.#controller.abort();
  }
}
