import type { DatabaseIncident } from "./incident.ts";

/** Receives what a database reports of its work, for metrics. Its functions must be quick and not throw. */
export interface DatabaseObserver {
  /** Something happened to the database as a whole. On DuckDB only. */
  onIncident?(incident: DatabaseIncident): void;
  /** A commit ended, well or not. */
  onCommit?(commit: {
    /** How many writes shared it. */
    readonly writes: number;
    /** How many wait for the next one. */
    readonly waiting: number;
    /** From taking them up until they were durable. */
    readonly milliseconds: number;
  }): void;
  /** A reading connection ran a statement, well or not. */
  onRead?(read: {
    /** How many callers' look-ups it answered. */
    readonly reads: number;
    /** How many reads wait for a connection. */
    readonly waiting: number;
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
