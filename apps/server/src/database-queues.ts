import type { DatabaseObserver } from "@handsfree/query";

/** How many statements wait in the database, by what it tells after each statement and commit. */
export class DatabaseQueues {
  #writes = 0;
  #reads = 0;

  /** Receives the lengths of the queues. */
  readonly observer = {
    onCommit: ({ waiting }) => void (this.#writes = waiting),
    onRead: ({ waiting }) => void (this.#reads = waiting),
  } satisfies DatabaseObserver;

  /** The writes that wait for the next commit. */
  get writes(): number {
    return this.#writes;
  }

  /** The reads that wait for a connection. */
  get reads(): number {
    return this.#reads;
  }

  /** The longer of the queues. */
  get waiting(): number {
    return Math.max(this.#writes, this.#reads);
  }
}
