import type { DatabaseError } from "../../errors.ts";
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
  /** Set where it can be one statement with others of the same name. */
  readonly batch?: Batch | undefined;
  /** Runs it in a transaction. May be called again after a rollback, but not after `settle` or `fail`. */
  run(session: Session): Promise<void>;
  /** Set where it can be its own transaction: runs it so that it is durable. */
  readonly runDurably?: ((session: Session) => Promise<void>) | undefined;
  /** What `run` did is durable. */
  settle(): void;
  fail(error: unknown): void;
}

/** How tasks are one statement. */
export interface Batch {
  /** The same for all that can be. */
  readonly name: string;
  /** Whether it is one transaction also without BEGIN and COMMIT. */
  readonly isOneWrite: boolean;
  /** Runs all of them; each is of this name. */
  run(session: Session, tasks: readonly Task[], memory: WriterMemory): Promise<void>;
}

/** What the writer has seen lately, to guess by. Being wrong costs time, nothing else. */
export interface WriterMemory {
  /** Texts of inserts that met a key that was there. */
  readonly repeating: Set<string>;
}

/** The writer's connection, and what it remembers. */
export interface Writing {
  readonly session: Session;
  readonly memory: WriterMemory;
  /** Why nothing may be written now, such as that the file has been deleted. */
  readonly refusal: () => DatabaseError | undefined;
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

/** About what a statement's parameters hold in memory, in bytes. */
export function sizeOf(parameters: readonly unknown[]): number {
  let bytes = 100;
  for (const value of parameters) {
    if (typeof value === "string") bytes += value.length * 2;
    else bytes += value instanceof Uint8Array ? value.byteLength : 16;
  }
  return bytes;
}
