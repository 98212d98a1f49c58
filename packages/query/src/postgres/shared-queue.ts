import { AsyncLocalStorage } from "node:async_hooks";
import type { Kysely } from "kysely";
import { forAnotherCaller } from "../callers-stack.ts";
import { concernsDatabase } from "../concerns-database.ts";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { retryOnConflict } from "../retry-on-conflict.ts";
import type { SharedWork } from "../shared-work.ts";

/** The limits of one transaction: inputs, and about how many bytes they hold. */
const groupInputs = 500;
const groupBytes = 16 * 1024 * 1024;

/** The limits of the inputs that wait. They are those of the writer's queue on DuckDB. */
const waitingInputs = 10_000;
const waitingBytes = 256 * 1024 * 1024;

/** How many transactions of one kind of work run at a time. More would compete for the same rows. */
const lanes = 2;

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly bytes: number;
  readonly caller: PromiseWithResolvers<Output>;
}

/** The transactions serve many callers, so they must not run in the async context of one of them. */
const outsideAsyncContext = AsyncLocalStorage.snapshot();

/** The inputs of one kind of work that wait for a transaction. Those that wait together share one. */
export class SharedQueue<DB, Input, Output> {
  readonly #db: Kysely<DB>;
  readonly #work: SharedWork<DB, Input, Output>;
  readonly #waiting: Waiting<Input, Output>[] = [];
  #bytes = 0;
  #running = 0;

  constructor(db: Kysely<DB>, work: SharedWork<DB, Input, Output>) {
    this.#db = db;
    this.#work = work;
  }

  /** @throws {DatabaseError} `overloaded` if the queue is full. */
  serve(input: Input): Promise<Output> {
    const bytes = this.#work.bytes(input);
    if (this.#waiting.length >= waitingInputs || this.#bytes + bytes > waitingBytes) {
      const message = `${this.#waiting.length} calls are waiting already; try again later`;
      throw new DatabaseError("overloaded", message, { retryable: true });
    }
    const caller = Promise.withResolvers<Output>();
    this.#waiting.push({ input, bytes, caller });
    this.#bytes += bytes;
    if (this.#running < lanes) void outsideAsyncContext(() => this.#runLane());
    return caller.promise;
  }

  async #runLane(): Promise<void> {
    this.#running++;
    // Lets the other calls of this tick join the first transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#serveGroup(this.#take());
    this.#running--;
  }

  #take(): Waiting<Input, Output>[] {
    let count = 0;
    let bytes = 0;
    for (const one of this.#waiting) {
      if (count > 0 && (count >= groupInputs || bytes + one.bytes > groupBytes)) break;
      count++;
      bytes += one.bytes;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  /** Serves a group, or its halves if it fails, so that an error reaches only the caller whose input causes it. */
  async #serveGroup(group: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const inputs = group.map(({ input }) => input);
      const outputs = await retryOnConflict(() =>
        this.#db.transaction().execute((transaction) => this.#work.run(transaction, inputs)),
      );
      for (const [index, { caller }] of group.entries()) caller.resolve(outputs[index] as Output);
    } catch (error) {
      if (group.length === 1 || concernsDatabase((error as HandsFreeError).code)) {
        for (const { caller } of group) caller.reject(forAnotherCaller(error));
        return;
      }
      const middle = group.length >> 1;
      await this.#serveGroup(group.slice(0, middle));
      await this.#serveGroup(group.slice(middle));
    }
  }
}

type AnyQueue = SharedQueue<never, never, unknown>;
const queues = new WeakMap<object, WeakMap<object, AnyQueue>>();

/** The queue of a kind of work on a database. */
export function postgresQueueOf<DB, Input, Output>(
  db: Kysely<DB>,
  work: SharedWork<DB, Input, Output>,
): SharedQueue<DB, Input, Output> {
  const ofDatabase = queues.get(db) ?? new WeakMap<object, AnyQueue>();
  queues.set(db, ofDatabase);
  const known = ofDatabase.get(work) as SharedQueue<DB, Input, Output> | undefined;
  const queue = known ?? new SharedQueue(db, work);
  ofDatabase.set(work, queue as unknown as AnyQueue);
  return queue;
}
