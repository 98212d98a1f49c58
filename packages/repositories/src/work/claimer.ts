import type { Context } from "../context.ts";
import { type BegunWork, type DueChange, nextAttempt } from "./begin.ts";
import { endOf } from "./dead-letter.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";
import type { RowChange } from "./write-changes.ts";

/** A worker's claim of up to `limit` rows. */
export interface ClaimInput<T extends ClaimableTypes> {
  readonly claim: T["claim"];
  readonly limit: number;
  /** The number of earlier attempts, after which there were more rows. */
  readonly attempt: number;
  /** Stands at one instant. */
  readonly context: Context;
}

/** The result of a claim in one transaction. */
export interface ServedClaim<T extends ClaimableTypes> {
  readonly begun: readonly BegunWork<T["row"]>[];
  /** Whether there may be more rows for it. */
  readonly more: boolean;
  /** The error for which it got no more, if any. */
  readonly error?: unknown;
}

/** A claim that is given rows one after another. */
export class Claimer<T extends ClaimableTypes> {
  readonly input: ClaimInput<T>;
  readonly now: Date;
  /** Whether there are due rows that it was not given. */
  hasMore = false;
  /** The attempts that it begins, and the rows that it ends instead. */
  readonly changes: RowChange<T>[] = [];
  readonly #begun: BegunWork<T["row"]>[] = [];
  readonly #work: ClaimableWork<T>;
  #failure: { readonly error: unknown } | undefined;

  constructor(work: ClaimableWork<T>, input: ClaimInput<T>) {
    this.#work = work;
    this.input = input;
    this.now = input.context.now();
  }

  /** How many rows to look at for it: more at each attempt, since those of the earlier ones had no attempts left. */
  get wanted(): number {
    const { limit, attempt } = this.input;
    return limit * 2 ** attempt;
  }

  get isServed(): boolean {
    return this.#failure !== undefined || this.#begun.length === this.input.limit;
  }

  /** Begins an attempt of a row, or ends a row that gets no further attempt. */
  give(row: T["row"]): void {
    const { claim } = this.input;
    try {
      if (!this.#work.isWanted(row, claim, this.now)) return;
      const end = this.#work.endInstead(row, claim, this.now);
      if (end !== undefined) {
        this.#change(endOf(this.#work, row, end, this.now));
        return;
      }
      const { begun, change } = nextAttempt(this.#work, row, { ...claim, now: this.now });
      this.#change(change);
      this.#begun.push(begun);
    } catch (error) {
      this.#failure = { error };
    }
  }

  /** @param lost the keys of rows that other processes took. */
  served(lost: ReadonlySet<string>): ServedClaim<T> {
    const begun = this.#begun.filter(({ row }) => !lost.has(this.#work.identify(row).key));
    return { begun, more: this.hasMore, ...this.#failure };
  }

  #change({ step, records = [], ...change }: DueChange<T>): void {
    this.changes.push({ ...change, steps: [{ step, context: this.input.context }], records });
  }
}
