import type { Pace } from "../src/pace.ts";

/** A pace whose time moves only by its sleeps, which it keeps a list of. */
export class TestPace implements Pace {
  readonly sleeps: number[] = [];
  #time = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#time;
  }

  elapsed(): number {
    return this.#time;
  }

  random(): number {
    return 1;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#time += ms;
    await Promise.resolve();
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#time += ms;
  }
}
