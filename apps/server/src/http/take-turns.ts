import { AsyncResource } from "node:async_hooks";
import type { FastifyInstance } from "fastify";

/** How many requests begin their work in one turn of the event loop. */
const inOneTurn = 4;

/**
 * Lets few requests begin their work in one turn of the event loop. Callers who share a commit are answered at once, and
 * so their next requests arrive at once. If all of them were served in one turn, the database, whose statements end in
 * between, would wait for that turn's end before it gets its next statement.
 */
export function takeTurns(app: FastifyInstance): void {
  const turns = new Turns(inOneTurn);
  app.addHook("preHandler", (_request, _reply, done) => turns.take(done));
}

/** Calls back at most so many callers in one turn of the event loop, in order, and each in its own async context. */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #isScheduled = false;

  /** @param most the number of callers in one turn. */
  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  /** Calls back now if this turn has room, else in a later one. */
  take(begin: () => void): void {
    this.#schedule();
    if (this.#left === 0) {
      this.#waiting.push(AsyncResource.bind(begin));
    } else {
      this.#left--;
      begin();
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    this.#isScheduled = false;
    const begun = this.#waiting.splice(0, this.#most);
    this.#left = this.#most - begun.length;
    if (begun.length > 0) this.#schedule();
    for (const begin of begun) begin();
  }
}
