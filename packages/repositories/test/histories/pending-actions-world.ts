import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import type { PendingAction } from "../../src/entries/pending-actions.ts";

/** A lease that a worker was given, and whether it has tried to give it back. */
export interface KnownLease {
  readonly actionId: string;
  readonly token: string;
  readonly attempt: number;
  expiresAt: number;
  over: boolean;
}

/** An action, as far as callers were told of it. */
export interface KnownAction {
  readonly id: string;
  /** The digest of its last version, as far as callers were told. */
  payloadDigest: string;
  /** None if a policy allowed it. */
  readonly tokens: string[];
  /** Who was told that it was they who ended its wait, and who that they took the approval back. */
  readonly winners: string[];
  /** Whether a policy allows it, with a time of grace. */
  readonly hasGrace: boolean;
}

/** All that the callers of one history were told. */
export class PendingActionsWorld {
  readonly actionType: string = `merge_pr-${v7()}`;
  /** A policy allows these actions, with a time of grace of 10 seconds. */
  readonly gracedType: string = `${this.actionType}.graced`;
  /** The owner and proposer, another approver, and a stranger. */
  readonly people: readonly [string, string, string] = [v7(), v7(), v7()];
  readonly actions: Map<string, KnownAction> = new Map();
  readonly leases: KnownLease[] = [];
  /** The action that each idempotency key was told to stand for. */
  readonly keys: Map<string, string> = new Map();
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  /** Once the clock was set back, what had expired can be open again. */
  clockWentBack = false;
  readonly #seen: Set<string>;
  #latest = 0;

  constructor(db: Kysely<Database>, clock: TestClock, seen: Set<string>) {
    this.db = db;
    this.clock = clock;
    this.#seen = seen;
  }

  /** Notes that callers were told so. */
  see(outcome: string): void {
    this.#seen.add(outcome);
  }

  now(): number {
    const now = this.clock.now().getTime();
    this.clockWentBack ||= now < this.#latest;
    this.#latest = Math.max(this.#latest, now);
    return now;
  }

  learn({ id, payloadDigest, actionType }: PendingAction, token: string | null): void {
    const hasGrace = actionType === this.gracedType;
    const known = this.actions.get(id) ?? { id, payloadDigest, tokens: [], winners: [], hasGrace };
    if (token !== null) known.tokens.push(token);
    this.actions.set(id, known);
  }

  /** One of the actions that callers know, if they know any. */
  action(n: number): KnownAction | undefined {
    return [...this.actions.values()][n % Math.max(1, this.actions.size)];
  }

  lease(n: number): KnownLease | undefined {
    // The newest are worth more than those long over.
    return this.leases.at(-1 - (n % Math.max(1, this.leases.length)));
  }
}
