import type { Session } from "../session.ts";

/** Something that waits to be written. It settles its caller only when what it wrote is durable. */
export interface Task {
  /** About what it holds in memory while it waits, in bytes. */
  readonly bytes: number;
  /**
   * Whether it can be in one transaction with others. What cannot (DDL, a caller's own transaction)
   * has the writer to itself.
   */
  readonly sharesCommit: boolean;
  /** Runs it. May be called again after a rollback, but not after `settle` or `fail`. */
  run(session: Session): Promise<void>;
  /** What `run` did is durable. */
  settle(): void;
  fail(error: unknown): void;
}

/** A promise for the caller of a task, and the task's result until it may be told. */
export abstract class SettledTask<Result> {
  readonly #caller = Promise.withResolvers<Result>();
  protected result: Result | undefined;

  /** What the caller waits for. */
  get settled(): Promise<Result> {
    return this.#caller.promise;
  }

  settle(): void {
    this.#caller.resolve(this.result as Result);
  }

  fail(error: unknown): void {
    this.#caller.reject(error);
  }
}
