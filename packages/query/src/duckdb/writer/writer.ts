import { setImmediate } from "node:timers/promises";
import { forAnotherCaller } from "../../callers-stack.ts";
import { DatabaseError, type HandsFreeError } from "../../errors.ts";
import type { DatabaseObserver } from "../../observer.ts";
import type { Session } from "../session/session.ts";
import { commitGroup } from "./commit-group.ts";
import type { Task, Writing } from "./task.ts";

/** The limits of one commit: tasks, and about how many bytes of parameters. */
const groupTasks = 1000;
const groupBytes = 32 * 1024 * 1024;

export interface WriteQueueLimits {
  /** The most writes that may wait. Default 10,000. */
  readonly writes: number;
  /** The most bytes of parameters that may wait. Default 256 MiB. */
  readonly bytes: number;
}

interface WrittenFile {
  readonly refusal: () => DatabaseError | undefined;
  readonly committed: () => void;
}

/**
 * The one writer of a database. Writes that wait during a commit share the next ones. A lone write runs at
 * once.
 */
export class Writer {
  readonly #writing: Writing;
  readonly #limits: WriteQueueLimits;
  readonly #observer: DatabaseObserver;
  readonly #committed: () => void;
  readonly #queue: Task[] = [];
  #queuedBytes = 0;
  #draining: Promise<void> | undefined;

  /** @param file says why nothing may be written now, if there is a reason, and learns of each commit. */
  constructor(
    session: Session,
    limits: WriteQueueLimits,
    observer: DatabaseObserver,
    { refusal, committed }: WrittenFile,
  ) {
    this.#writing = { session, memory: { repeating: new Set() }, refusal };
    this.#committed = committed;
    this.#limits = limits;
    this.#observer = observer;
  }

  /** @throws {DatabaseError} `overloaded` if the queue is full. */
  submit(task: Task): void {
    const { writes, bytes } = this.#limits;
    if (this.#queue.length >= writes || this.#queuedBytes + task.bytes > bytes) {
      throw new DatabaseError(
        "overloaded",
        `${this.#queue.length} writes are waiting already; try again later`,
        { retryable: true },
      );
    }
    this.#queue.push(task);
    this.#queuedBytes += task.bytes;
    this.#draining ??= this.#drain();
  }

  /** Takes a task out of the queue. @returns whether it was still waiting. */
  withdraw(task: Task): boolean {
    const index = this.#queue.indexOf(task);
    if (index === -1) return false;
    this.#queue.splice(index, 1);
    this.#queuedBytes -= task.bytes;
    return true;
  }

  /** Fails the waiting tasks and stops the running ones. A commit that has begun goes on. */
  end(error: HandsFreeError): void {
    this.#queuedBytes = 0;
    for (const task of this.#queue.splice(0)) task.fail(forAnotherCaller(error));
    this.#writing.session.end(error);
  }

  /** Resolves when no task is left. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  async #drain(): Promise<void> {
    // Lets the other calls of this tick join the first group.
    await Promise.resolve();
    let last = this.#queue.length;
    while (this.#queue.length > 0) {
      // Half of those who wait after a lone write, so that one half's callers work while the other half commits. If all
      // waited for one commit, they would all work after it, and the engine would wait for them.
      const group = this.#takeGroup(Math.ceil((last + this.#queue.length) / 2));
      last = group.length;
      await this.#commit(group).catch((error: unknown) => {
        // No error may stop the queue. Tasks that are settled stay so.
        for (const task of group) task.fail(forAnotherCaller(error));
      });
      // Lets callers that were just answered join the next commit. A lone caller does not wait.
      if (group.length > 1) await setImmediate();
    }
    this.#draining = undefined;
  }

  async #commit(group: readonly Task[]): Promise<void> {
    const started = performance.now();
    await commitGroup(this.#writing, group);
    this.#observer.onCommit?.({
      writes: group.length,
      waiting: this.#queue.length,
      milliseconds: performance.now() - started,
    });
    this.#committed();
  }

  /** Takes at most so many tasks in order of arrival, up to the first that needs the writer to itself. */
  #takeGroup(most: number): Task[] {
    let count = 0;
    let bytes = 0;
    for (const task of this.#queue) {
      const full = count >= Math.min(most, groupTasks) || bytes + task.bytes > groupBytes;
      if (count > 0 && (full || !task.sharesCommit)) break;
      count++;
      bytes += task.bytes;
      if (!task.sharesCommit) break;
    }
    this.#queuedBytes -= bytes;
    return this.#queue.splice(0, count);
  }
}
