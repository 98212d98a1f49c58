import { TestClock } from "./clock.ts";

interface Due {
  at: number;
  readonly callback: () => void;
}

/** A clock with timers: time that passes calls back whoever asked to be by then, each at its time. */
export class TestTime extends TestClock {
  readonly #due = new Set<Due>();

  /** How many wait to be called back. */
  get timers(): number {
    return this.#due.size;
  }

  readonly schedule = (callback: () => void, milliseconds: number): (() => void) => {
    const due = { at: this.now().getTime() + milliseconds, callback };
    this.#due.add(due);
    return () => void this.#due.delete(due);
  };

  /** Lets so much time pass. */
  override advance(milliseconds: number): void {
    const end = this.now().getTime() + milliseconds;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      super.advance(next.at - this.now().getTime());
      this.#due.delete(next);
      next.callback();
    }
    super.advance(end - this.now().getTime());
  }

  /** Sets the clock, forwards or backwards. No time passes, so nobody is called any sooner or later. */
  jump(milliseconds: number): void {
    super.advance(milliseconds);
    for (const due of this.#due) due.at += milliseconds;
  }

  /** Lets the time pass until the next one is called back; none when nobody waits. */
  advanceToNext(): void {
    const next = this.#next();
    if (next) this.advance(next.at - this.now().getTime());
  }

  #next(): Due | undefined {
    return [...this.#due].toSorted((a, b) => a.at - b.at)[0];
  }
}
