import { TestClock } from "./clock.ts";

interface Due {
  at: number;
  readonly callback: () => void;
}

/** A clock with timers. Advancing it calls each timer that becomes due, at its own time. */
export class TestTime extends TestClock {
  readonly #due = new Set<Due>();

  /** The number of pending timers. */
  get timers(): number {
    return this.#due.size;
  }

  readonly schedule = (callback: () => void, milliseconds: number): (() => void) => {
    const due = { at: this.now().getTime() + milliseconds, callback };
    this.#due.add(due);
    return () => void this.#due.delete(due);
  };

  /** Advances the clock, and calls the timers that become due. */
  override advance(milliseconds: number): void {
    const end = this.now().getTime() + milliseconds;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      super.advance(next.at - this.now().getTime());
      this.#due.delete(next);
      next.callback();
    }
    super.advance(end - this.now().getTime());
  }

  /** Sets the clock forwards or backwards. The remaining time of each timer stays the same. */
  jump(milliseconds: number): void {
    super.advance(milliseconds);
    for (const due of this.#due) due.at += milliseconds;
  }

  /** Advances the clock to the next timer, and calls it. Does nothing without a timer. */
  advanceToNext(): void {
    const next = this.#next();
    if (next) this.advance(next.at - this.now().getTime());
  }

  #next(): Due | undefined {
    return [...this.#due].toSorted((a, b) => a.at - b.at)[0];
  }
}
