/** How runners share a database. The defaults are for production; tests set a time of their own. */
export interface LockOptions {
  /**
   * On PostgreSQL: after how many milliseconds without a heartbeat a runner counts as dead. Default 15,000.
   * On DuckDB, which one process uses at a time, a runner is dead when it is not of this process.
   */
  readonly deadAfter?: number | undefined;
  /** On PostgreSQL: the milliseconds between heartbeats. Default 3,000. */
  readonly heartbeatEvery?: number | undefined;
  /** The time of heartbeats. Default: the database's, so that the clocks of runners do not matter. */
  readonly now?: (() => Date) | undefined;
  /** Waits so many milliseconds before the lock is tried again. Default: a timer. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}
