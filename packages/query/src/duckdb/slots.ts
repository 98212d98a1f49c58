import { unlessStopped } from "../stop-source.ts";

/** So many at a time; the others wait in line. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Undefined when one was free, so that whoever need not wait does not. */
  take(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Takes one, unless stopped before that. */
  async takeUnlessStopped(signal: AbortSignal): Promise<void> {
    const slot = this.take();
    if (slot === undefined) return;
    try {
      await unlessStopped(slot, signal);
    } catch (error) {
      this.leaveLine(slot);
      throw error;
    }
  }

  /** For a slot that was asked for and is not wanted any more: passed on when it comes. */
  leaveLine(slot: Promise<void>): void {
    void slot.then(() => this.give());
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
