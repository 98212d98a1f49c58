/** What a database tells of its work, for whatever collects metrics. Calls must be quick and not throw. */
export interface DatabaseObserver {
  /** A commit ended, well or not. */
  onCommit?(commit: {
    /** How many writes shared it. */
    readonly writes: number;
    /** How many wait for the next one. */
    readonly waiting: number;
    /** From taking them up until they were durable. */
    readonly milliseconds: number;
  }): void;
  /** A statement ended, well or not. */
  onQuery?(query: {
    /** With placeholders, never with values. */
    readonly sql: string;
    /** From the call to its result, with the time in the queue. */
    readonly milliseconds: number;
    readonly failed: boolean;
  }): void;
}
