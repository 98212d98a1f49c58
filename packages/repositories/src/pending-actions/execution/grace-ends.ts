import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../context.ts";
import { findNextGraceEnd } from "./find-due.ts";
import type { Claim } from "./work.ts";

/** Wakes a worker at the next end of a grace time, by one timer and one look-up for each time that it is woken. */
export class GraceEnds {
  readonly #db: Executor<Database>;
  readonly #claim: Claim;
  readonly #context: Context;
  #wake: () => void = () => undefined;
  /** Also at the start, since an earlier worker may have stopped meanwhile. */
  #mayHaveChanged = true;
  #cancel: () => void = () => undefined;

  constructor(db: Executor<Database>, claim: Claim, context: Context) {
    this.#db = db;
    this.#claim = claim;
    this.#context = context;
  }

  /** @param wake wakes the worker. @returns the listener for when there is another grace time. */
  changed(wake: () => void): () => void {
    this.#wake = wake;
    return () => this.#lookAgain();
  }

  /** Sets the timer, after a claim that found less than it wanted. */
  async lookAhead(): Promise<void> {
    if (!this.#mayHaveChanged) return;
    this.#mayHaveChanged = false;
    const now = this.#context.now();
    const end = await findNextGraceEnd(this.#db, this.#claim, now);
    this.#cancel();
    if (end === undefined) return;
    const milliseconds = Math.max(end.getTime() - now.getTime(), 1);
    this.#cancel = callLater(this.#context, () => this.#lookAgain(), milliseconds);
  }

  stop(): void {
    this.#cancel();
  }

  #lookAgain(): void {
    this.#mayHaveChanged = true;
    this.#wake();
  }
}
