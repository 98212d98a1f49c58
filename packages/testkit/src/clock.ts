import { v7 } from "uuid";

/** A context for the repositories whose time changes only when the test advances it. */
export class TestClock {
  #now: number;

  constructor(start = "2026-03-01T12:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  readonly now = (): Date => new Date(this.#now);
  readonly newId = (): string => v7();

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
