import { AsyncLocalStorage } from "node:async_hooks";
import { engineOf, type Executor, subscribeToCommits } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { notifyOfAction } from "../pending-actions/notifications.ts";
import type { GroupedEvent } from "./event.ts";
import { lastPosition } from "./positions.ts";
import { readEventRows } from "./read-rows.ts";
import { type SeenEvent, withVisibility } from "./visibility.ts";

/** How many of the last events are kept in memory. A follower who is further behind reads the database. */
const mostKept = 2000;
/** The least time between two reads, in milliseconds: a read serves all commits since the last one. */
const pause = 25;
/** How often PostgreSQL is asked for the commits of other servers, in milliseconds. */
const interval = 100;
/** The wait after a read that failed, in milliseconds. */
const waitAfterError = 1000;

/** A read serves all followers, so it must not inherit the cancellation of one of them. */
const outsideAsyncContext = AsyncLocalStorage.snapshot();

/** The last events of the feed in memory. It reads while somebody follows. */
class EventTail {
  readonly #db: Executor<Database>;
  readonly #context: Context;
  readonly #waiting = new Set<() => void>();
  #followers = 0;
  #events: SeenEvent[] = [];
  /** The tail has all events after this position; undefined until the first read. */
  #from: number | undefined;
  #until = 0;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isReading = false;
  #isStale = false;

  constructor(db: Executor<Database>, context: Context) {
    this.#db = db;
    this.#context = context;
  }

  /** The position up to which all followers can read; undefined while there are no followers. */
  get position(): number | undefined {
    return this.#from === undefined ? undefined : this.#until;
  }

  join(): Follower {
    if (this.#followers++ === 0) this.#begin();
    let isLeft = false;
    return {
      after: (position) => this.#after(position),
      changed: (position, signal) => this.#changed(position, signal),
      [Symbol.dispose]: () => {
        if (isLeft) return;
        isLeft = true;
        if (--this.#followers === 0) this.#end();
      },
    };
  }

  #begin(): void {
    this.#unsubscribe = subscribeToCommits(this.#db, () => this.#wake());
    this.#wake();
  }

  #end(): void {
    this.#unsubscribe?.();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#events = [];
    this.#from = undefined;
  }

  #after(position: number): Recent | undefined {
    if (this.#from === undefined || position < this.#from || position > this.#until)
      return undefined;
    let first = this.#events.length;
    while (first > 0 && (this.#events[first - 1]?.event.id ?? 0) > position) first--;
    return { events: this.#events.slice(first), until: this.#until };
  }

  /** Resolves when there are events after the position, or the signal is aborted. */
  async #changed(position: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true || (this.#from !== undefined && this.#until > position)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const end = (): void => resolve();
    signal?.addEventListener("abort", end, { once: true });
    await promise;
    this.#waiting.delete(resolve);
    // A follower waits again and again with one signal.
    signal?.removeEventListener("abort", end);
  }

  #wake(): void {
    this.#isStale = true;
    if (this.#isReading || this.#timer !== undefined) return;
    void outsideAsyncContext(() => this.#read());
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    this.#isStale = false;
    let wait = engineOf(this.#db) === "postgres" ? interval : pause;
    try {
      await this.#readNew();
    } catch {
      // The followers wait. The next read, or a statement of theirs, meets an error that lasts.
      wait = waitAfterError;
      this.#isStale = true;
    }
    this.#isReading = false;
    if (this.#followers === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isStale || engineOf(this.#db) === "postgres") this.#wake();
    }, wait).unref();
  }

  async #readNew(): Promise<void> {
    if (this.#from === undefined) {
      this.#until = await lastPosition(this.#db);
      this.#from = this.#until;
      // A follower may have missed what was committed before.
      this.#tell();
      return;
    }
    const { events, until, isEnd } = await readEventRows(this.#db, this.#until, mostKept);
    if (!isEnd) this.#isStale = true;
    if (until === this.#until) return;
    this.#events.push(...(await withVisibility(this.#db, events, this.#context)));
    this.#until = until;
    await this.#notifyOfOthers(events);
    const excess = this.#events.length - mostKept;
    if (excess > 0) {
      for (const { event } of this.#events.splice(0, excess)) this.#from = event.id;
    }
    this.#tell();
  }

  /** On DuckDB there is no other process. */
  async #notifyOfOthers(events: readonly GroupedEvent[]): Promise<void> {
    if (engineOf(this.#db) === "duckdb") return;
    for (const { event } of events) {
      const { kind, id } = event.record;
      if (kind === "pending_action" && id !== null) await notifyOfAction(this.#db, id);
    }
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
  }
}

interface Recent {
  readonly events: readonly SeenEvent[];
  readonly until: number;
}

/** A follower of the tail, until it is disposed of. */
export interface Follower extends Disposable {
  /** The events after a position; undefined if the tail does not have them all. */
  after(position: number): Recent | undefined;
  changed(position: number, signal: AbortSignal | undefined): Promise<void>;
}

const tails = new WeakMap<object, EventTail>();

/** The tail of a database, which all its followers share. */
export function tailOf(db: Executor<Database>, context: Context): EventTail {
  const executor = db.getExecutor();
  const tail = tails.get(executor) ?? new EventTail(db, context);
  tails.set(executor, tail);
  return tail;
}
