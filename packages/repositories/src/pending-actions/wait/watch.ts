import { AsyncLocalStorage } from "node:async_hooks";
import { engineOf, type Executor, HandsFreeError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../context.ts";
import { tailOf } from "../../feed/tail.ts";
import type { PendingAction } from "../action.ts";
import { subscribeToAction } from "../notifications.ts";
import { decisionOf, readCurrentAction } from "./current-action.ts";

/** The wait before the first poll for decisions of other processes, in milliseconds; it doubles with each poll. */
const firstDelay = 1000;
/** The longest wait between two polls, in milliseconds. */
const longestDelay = 10_000;

/** A read serves many waiters, so it must not inherit the cancellation or transaction of one of them. */
const outsideAsyncContext = AsyncLocalStorage.snapshot();

/** A call that waits for an action. */
export interface Waiter {
  /** UUID of the person who waits. */
  readonly caller: string;
  /**
   * Receives the result of a read that began after the waiter joined: undefined if there is no action that the caller
   * may see. The waiter may leave in this call.
   */
  found(action: PendingAction | undefined): void;
  /** @param isRetryable whether a later read may succeed. */
  failed(error: unknown, isRetryable: boolean): void;
}

/** Reads an action for all its waiters, until the last one leaves. */
export class ActionWatch {
  readonly #db: Executor<Database>;
  readonly #id: string;
  readonly #context: Context;
  readonly #end: () => void;
  readonly #waiters = new Set<Waiter>();
  readonly #unsubscribe: () => void;
  /** On PostgreSQL, where other processes decide too, the tail of the feed notifies of their decisions. */
  readonly #tail: Disposable | undefined;
  #delay = firstDelay;
  #reading = false;
  #readAgain = false;
  #cancelTimer: () => void = () => undefined;

  /** @param end is called when the last waiter has left. */
  constructor(db: Executor<Database>, id: string, context: Context, end: () => void) {
    this.#db = db;
    this.#id = id;
    this.#context = context;
    this.#end = end;
    // Before the first read, so that no decision is missed in between.
    this.#unsubscribe = subscribeToAction(db, id, () => this.#wake());
    this.#tail = engineOf(db) === "postgres" ? tailOf(db, context).join() : undefined;
  }

  join(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#wake();
  }

  leave(waiter: Waiter): void {
    if (!this.#waiters.delete(waiter) || this.#waiters.size > 0) return;
    this.#cancelTimer();
    this.#unsubscribe();
    this.#tail?.[Symbol.dispose]();
    this.#end();
  }

  /** Reads now. All waiters that join during a read share the next one. */
  #wake(): void {
    this.#readAgain = true;
    if (!this.#reading) void outsideAsyncContext(() => this.#read());
  }

  async #read(): Promise<void> {
    this.#cancelTimer();
    this.#reading = true;
    let next = longestDelay;
    while (this.#readAgain && this.#waiters.size > 0) {
      this.#readAgain = false;
      next = await this.#readFor([...this.#waiters]);
    }
    this.#reading = false;
    if (this.#waiters.size > 0) {
      this.#cancelTimer = callLater(this.#context, () => this.#wake(), next);
    }
  }

  /** @returns the wait until the next read, in milliseconds. */
  async #readFor(waiters: readonly Waiter[]): Promise<number> {
    try {
      const callers = [...new Set(waiters.map(({ caller }) => caller))];
      const current = await readCurrentAction(this.#db, this.#id, callers, this.#context);
      for (const waiter of waiters) {
        waiter.found(current?.isVisibleTo(waiter.caller) ? current.action : undefined);
      }
      return this.#untilNext(current?.action);
    } catch (error) {
      const isRetryable = error instanceof HandsFreeError && error.retryable;
      for (const waiter of waiters) waiter.failed(error, isRetryable);
      return this.#untilNext(undefined);
    }
  }

  #untilNext(action: PendingAction | undefined): number {
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, longestDelay);
    if (action === undefined || decisionOf(action) !== undefined) return delay;
    const { state, executableAt, expiresAt } = action;
    const end = state === "confirmed" && executableAt !== null ? executableAt : expiresAt;
    const untilEnd = end.getTime() - this.#context.now().getTime();
    // At least a millisecond: a timer can fire a little early by the clock of the context.
    return Math.min(delay, Math.max(untilEnd, 1));
  }
}
