import type { DatabaseIncident } from "./incident.ts";

/** Receives events and measurements of a database, for metrics. Its functions must be quick and not throw. */
export interface DatabaseObserver {
  /** An event of the database as a whole. On DuckDB only. */
  onIncident?(incident: DatabaseIncident): void;
  /** A commit succeeded or failed. */
  onCommit?(commit: {
    /** The number of writes that shared it. */
    readonly writes: number;
    /** The number of writes that wait for the next commit. */
    readonly waiting: number;
    /** The time from the start of the writes until they were durable. */
    readonly milliseconds: number;
  }): void;
  /** A statement on a reading connection succeeded or failed. */
  onRead?(read: {
    /** The number of look-ups that it answered. */
    readonly reads: number;
    /** The number of reads that wait for a connection. */
    readonly waiting: number;
    readonly milliseconds: number;
  }): void;
  /** A statement succeeded or failed. */
  onQuery?(query: {
    /** The text with placeholders, never with values. */
    readonly sql: string;
    /** The time from the call to the result, including the wait in the queue. */
    readonly milliseconds: number;
    readonly failed: boolean;
  }): void;
}
