import { callLater, type Context } from "../../../context.ts";

/** Wakes one who has nothing to do. A ring while nobody waits is not lost: the next wait ends at once. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  /** Until it rings, or so many milliseconds are over. */
  async wait(milliseconds: number, context: Context): Promise<void> {
    if (!this.#rung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const cancel = callLater(context, resolve, milliseconds);
      await promise;
      cancel();
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
