import type { MigrationEvent } from "./events.ts";

/** Options of every function that changes the schema or its history. */
export interface RunOptions {
  /** Called with each event when it happens. */
  readonly onEvent?: ((event: MigrationEvent) => void) | undefined;
  /** Ends the wait for another runner. It does not stop a migration that runs. */
  readonly signal?: AbortSignal | undefined;
  /** How runners share the database. */
  readonly lock?: LockOptions | undefined;
}

/** How runners share a database. The defaults are for production; tests set times of their own. */
export interface LockOptions {
  /**
   * On PostgreSQL: a runner counts as dead after this many milliseconds without a heartbeat. Default 15,000.
   * One process at a time uses a DuckDB file, so there a runner of another process is dead.
   */
  readonly deadAfter?: number | undefined;
  /** On PostgreSQL: the milliseconds between heartbeats. Default 3,000. */
  readonly heartbeatEvery?: number | undefined;
  /** The clock of heartbeats. Default: the database's, so that the clocks of runners do not matter. */
  readonly now?: (() => Date) | undefined;
  /** Waits this many milliseconds before the next attempt to take the lock. Default: a timer. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}
