import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { expect } from "vitest";
import type { Lease, PendingAction } from "../../src/entries/pending-actions.ts";
import type { Proposal } from "./pending-actions-calls.ts";

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
  /** Whether a policy allows it. */
  readonly isAllowed: boolean;
}

/** All that the callers of one history were told. */
export class PendingActionsWorld {
  readonly actionType: string = `merge_pr-${v7()}`;
  /** A policy allows these actions, with a time of grace of 10 seconds. */
  readonly gracedType: string = `${this.actionType}.graced`;
  /** A policy allows these at once. */
  readonly allowedType: string = `${this.actionType}.allowed`;
  /** The owner and proposer, another approver, and a stranger. */
  readonly people: readonly [string, string, string] = [v7(), v7(), v7()];
  readonly actions: Map<string, KnownAction> = new Map();
  readonly leases: KnownLease[] = [];
  /** The action that each idempotency key was told to stand for. */
  readonly keys: Map<string, string> = new Map();
  /** The lease token that each idempotency key's caller has made, and sends again if it hears no answer. */
  readonly ownTokens: Map<string, string> = new Map();
  /** The last proposal with a key. */
  lastAsked: Proposal | undefined;
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
    const isAllowed = actionType !== this.actionType;
    const known = this.actions.get(id) ?? { id, payloadDigest, tokens: [], winners: [], isAllowed };
    if (token !== null) known.tokens.push(token);
    this.actions.set(id, known);
  }

  /** One of the actions that callers know, if they know any. */
  action(n: number): KnownAction | undefined {
    return [...this.actions.values()][n % Math.max(1, this.actions.size)];
  }

  /** Notes a lease that a worker was given, and holds it against those that others were given before. */
  hold({ actionId, token, attempt, expiresAt }: Lease): void {
    const now = this.now();
    for (const earlier of this.leases) {
      if (earlier.actionId !== actionId || earlier.over) continue;
      // No double execution within a lease.
      expect(earlier.expiresAt).toBeLessThanOrEqual(now);
    }
    this.leases.push({ actionId, token, attempt, expiresAt: expiresAt.getTime(), over: false });
  }

  lease(n: number): KnownLease | undefined {
    // The newest are worth more than those long over.
    return this.leases.at(-1 - (n % Math.max(1, this.leases.length)));
  }
}
