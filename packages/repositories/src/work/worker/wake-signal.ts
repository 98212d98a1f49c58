import { callLater, type Context } from "../../context.ts";

/** Wakes a worker that has nothing to do. */
export class WakeSignal {
  #pending = false;
  #wake: (() => void) | undefined;

  /** Ends the wait. Without one it is not lost: the next wait ends at once. */
  readonly notify = (): void => {
    this.#pending = true;
    this.interrupt();
  };

  /** Ends the wait, if there is one. */
  readonly interrupt = (): void => this.#wake?.();

  /** Waits until it is notified or interrupted, or so many milliseconds are over. */
  async wait(milliseconds: number, context: Context): Promise<void> {
    if (!this.#pending) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const cancel = callLater(context, resolve, milliseconds);
      await promise;
      cancel();
      this.#wake = undefined;
    }
    this.#pending = false;
  }
}
