import { callLater, type Context } from "../../context.ts";

/** Wakes an idle worker. */
export class WakeSignal {
  #pending = false;
  #wake: (() => void) | undefined;

  /** Ends the current wait or, without one, the next wait. */
  readonly notify = (): void => {
    this.#pending = true;
    this.interrupt();
  };

  /** Ends the current wait, if there is one. */
  readonly interrupt = (): void => this.#wake?.();

  /** Waits until `notify` or `interrupt` is called or the time is over. */
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
