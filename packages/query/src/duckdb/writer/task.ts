import type { DatabaseError } from "../../errors.ts";
import type { Session } from "../session/session.ts";

/** A write in the queue. Its caller is answered only once the write is durable. */
export interface Task {
  /** About how much memory it holds while it waits, in bytes. */
  readonly bytes: number;
  /**
   * Whether it can share a transaction with others. A task that cannot (DDL, a caller's transaction) has
   * the writer to itself.
   */
  readonly sharesCommit: boolean;
  /** Set if it can be one statement with others of the same name. */
  readonly batch?: Batch | undefined;
  /** Runs in a transaction. May be called again after a rollback, but not after `settle` or `fail`. */
  run(session: Session): Promise<void>;
  /** Set if it can be its own transaction. Runs it, and leaves it durable. */
  readonly runDurably?: ((session: Session) => Promise<void>) | undefined;
  /** Answers the caller, once the write is durable. */
  settle(): void;
  fail(error: unknown): void;
}

/** A kind of tasks that can run as one statement. */
export interface Batch {
  /** The same for all tasks that can be one statement. */
  readonly name: string;
  /** Whether it is one statement, which needs no BEGIN and COMMIT. */
  readonly isOneWrite: boolean;
  /** Runs tasks of this name. */
  run(session: Session, tasks: readonly Task[], memory: WriterMemory): Promise<void>;
}

/** Recent observations of the writer. A wrong guess costs only time. */
export interface WriterMemory {
  /** Texts of inserts that found their key in the table. */
  readonly repeating: Set<string>;
}

/** The writer's connection and state. */
export interface Writing {
  readonly session: Session;
  readonly memory: WriterMemory;
  /** The reason why nothing may be written now, such as that the file was deleted. */
  readonly refusal: () => DatabaseError | undefined;
}

/** A task's promise to its caller, and its result until the write is durable. */
export abstract class SettledTask<Result> {
  readonly #caller = Promise.withResolvers<Result>();
  protected result: Result | undefined;

  /** The promise that the caller waits for. */
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
