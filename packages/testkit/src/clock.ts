import { type Context, systemContext } from "@handsfree/repositories";

/** A context whose time stands still until the test moves it. */
export class TestClock implements Context {
  #now: number;

  constructor(start = "2026-03-01T12:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  readonly now = (): Date => new Date(this.#now);
  readonly newId = systemContext.newId;

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
