import type { Change, ChangeBatch } from "./changes.ts";

/** More changes than this of one batch are taken as a change of everything, so that a flood fills no memory. */
const most = 500;

/** When a collector flushes, and the timers that it uses, which tests replace. */
export interface CollectorPace {
  /** How long the first change waits for others, in milliseconds. */
  readonly first: number;
  /** The shortest time between two batches, in milliseconds. */
  readonly between: number;
  readonly now: () => number;
  readonly later: (callback: () => void, milliseconds: number) => void;
}

const usual: CollectorPace = {
  first: 40,
  between: 700,
  now: () => performance.now(),
  later: (callback, milliseconds) => void setTimeout(callback, milliseconds),
};

/** Collects changes, and hands them on in batches: the first at once, then at most one in a while. */
export class ChangeCollector {
  readonly #flush: (batch: ChangeBatch) => void;
  readonly #pace: CollectorPace;
  readonly #changes = new Map<string, Change>();
  #isEverything = false;
  #isWaiting = false;
  #last = Number.NEGATIVE_INFINITY;

  constructor(flush: (batch: ChangeBatch) => void, pace: CollectorPace = usual) {
    this.#flush = flush;
    this.#pace = pace;
  }

  /** Adds a change. A later one of the same type and record replaces it. */
  add(change: Change): void {
    if (this.#changes.size < most) {
      this.#changes.set(`${change.type} ${change.kind} ${change.id ?? ""}`, change);
    } else {
      this.#isEverything = true;
    }
    this.#wait();
  }

  /** Adds that anything can have changed. */
  addEverything(): void {
    this.#isEverything = true;
    this.#wait();
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { first, between, now, later } = this.#pace;
    later(
      () => {
        this.#isWaiting = false;
        this.#last = now();
        const batch = { changes: [...this.#changes.values()], isEverything: this.#isEverything };
        this.#changes.clear();
        this.#isEverything = false;
        this.#flush(batch);
      },
      Math.max(first, this.#last + between - now()),
    );
  }
}
