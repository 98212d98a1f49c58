import { setTimeout } from "node:timers/promises";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";

/** What a caller sees whose process has died. No caller of a live process sees it. */
export class Crash extends Error {}

/**
 * A process that works on a database and can die: what it has committed stays, what it has not is rolled back, and it
 * says nothing more.
 */
export class MortalProcess {
  readonly db: Kysely<Database>;
  #left: number;

  /**
   * @param dies the statement before which it dies, counted from 0; undefined for one that lives.
   * @param lag how long it takes to hear the answer to a statement, in milliseconds, so that others come between.
   */
  constructor(db: Kysely<Database>, dies: number | undefined, lag: number) {
    this.#left = dies ?? Number.POSITIVE_INFINITY;
    this.db = db.withPlugin({
      transformQuery: ({ node }) => {
        if (this.dead) throw new Crash("the process died");
        this.#left -= 1;
        return node;
      },
      transformResult: async ({ result }) => (lag === 0 ? result : setTimeout(lag, result)),
    });
  }

  get dead(): boolean {
    return this.#left <= 0;
  }

  /** Dies here, between two statements. */
  die(): never {
    this.#left = 0;
    throw new Crash("the process died");
  }
}
