import { AsyncLocalStorage } from "node:async_hooks";
import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../context.ts";
import type { PendingAction } from "../action.ts";
import { listenForAction } from "../notices.ts";
import { decisionOf, lookAtAction } from "./look.ts";

/** How long until the first look for what another process decided, in milliseconds; each next one is twice as long. */
const firstDelay = 1000;
/** The longest time between two looks, in milliseconds. */
const longestDelay = 10_000;

/** A look serves many callers, so it is nobody's to cancel, and no part of anybody's transaction. */
const inNobodysContext = AsyncLocalStorage.snapshot();

/** Somebody who waits for an action. */
export interface Waiter {
  /** Whether the action is theirs to hear of. */
  mayHear(action: PendingAction): boolean;
  /** Is told what a look found that began after it came. May leave in it. */
  saw(action: PendingAction | undefined): void;
  /** @param canPass whether a later look may find what this one did not. */
  failed(error: unknown, canPass: boolean): void;
}

/** The one who looks at an action for all who wait for it, as long as there is one. */
export class ActionWatch {
  readonly #db: Executor<Database>;
  readonly #id: string;
  readonly #context: Context;
  readonly #end: () => void;
  readonly #waiters = new Set<Waiter>();
  readonly #stopListening: () => void;
  #delay = firstDelay;
  #looking = false;
  #lookAgain = false;
  #cancelTimer: () => void = () => undefined;

  /** @param end is called when the last one has left. */
  constructor(db: Executor<Database>, id: string, context: Context, end: () => void) {
    this.#db = db;
    this.#id = id;
    this.#context = context;
    this.#end = end;
    // Before the first look, so that no decision falls between.
    this.#stopListening = listenForAction(db, id, () => this.#wake());
  }

  join(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#wake();
  }

  leave(waiter: Waiter): void {
    if (!this.#waiters.delete(waiter) || this.#waiters.size > 0) return;
    this.#cancelTimer();
    this.#stopListening();
    this.#end();
  }

  /** Looks now; who comes while it does is served by one more look, however many they are. */
  #wake(): void {
    this.#lookAgain = true;
    if (!this.#looking) void inNobodysContext(() => this.#look());
  }

  async #look(): Promise<void> {
    this.#cancelTimer();
    this.#looking = true;
    let next = longestDelay;
    while (this.#lookAgain && this.#waiters.size > 0) {
      this.#lookAgain = false;
      next = await this.#lookFor([...this.#waiters]);
    }
    this.#looking = false;
    if (this.#waiters.size > 0) {
      this.#cancelTimer = callLater(this.#context, () => this.#wake(), next);
    }
  }

  /** @returns when to look again, in milliseconds from now. */
  async #lookFor(waiters: readonly Waiter[]): Promise<number> {
    try {
      const mayBeHeard = (found: PendingAction): boolean =>
        waiters.some((waiter) => waiter.mayHear(found));
      const action = await lookAtAction(this.#db, this.#id, mayBeHeard, this.#context);
      for (const waiter of waiters) waiter.saw(action);
      return this.#untilNext(action);
    } catch (error) {
      const canPass = error instanceof HandsFreeError && error.retryable;
      for (const waiter of waiters) waiter.failed(error, canPass);
      return this.#untilNext(undefined);
    }
  }

  #untilNext(action: PendingAction | undefined): number {
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, longestDelay);
    if (action === undefined || decisionOf[action.state] !== undefined) return delay;
    const untilExpiry = action.expiresAt.getTime() - this.#context.now().getTime();
    // Never at once: a timer can come a little before its time, by the clock that decides.
    return Math.min(delay, Math.max(untilExpiry, 1));
  }
}
