import type { Database, UserRole } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { addGroupMember, createApproverGroup, createUser } from "../../src/entries/identity.ts";
import type { PendingAction } from "../../src/entries/pending-actions.ts";

/** An action, as far as callers were told of it. */
export interface KnownAction {
  readonly id: string;
  /** The digests of its versions, the newest last. */
  readonly digests: string[];
  /** Who was told that it was they who ended its wait. */
  readonly winners: string[];
}

/** All that the callers of one history were told. */
export class DecisionsWorld {
  readonly actionType: string = `merge_pr-${v7()}`;
  /** The owner and proposer; two of the first group, who are also named; one of the second; a stranger; and an id that no user has. */
  readonly people: readonly string[] = Array.from({ length: 6 }, () => v7());
  /** The group that is asked, and the group that is asked after an escalation. */
  readonly groups: readonly [string, string] = [`release ${v7()}`, `on call ${v7()}`];
  readonly actions: Map<string, KnownAction> = new Map();
  /** Whether somebody is erased, whose name is then missing in records. */
  hasErasures = false;
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly #seen: Set<string>;

  constructor(db: Kysely<Database>, clock: TestClock, seen: Set<string>) {
    this.db = db;
    this.clock = clock;
    this.#seen = seen;
  }

  /** Adds the people and the groups. */
  async begin(): Promise<this> {
    const roles: readonly UserRole[] = ["member", "approver", "admin", "approver", "admin"];
    for (const [index, role] of roles.entries()) {
      await createUser(this.db, { id: this.person(index), role }, this.clock);
    }
    for (const name of this.groups) await createApproverGroup(this.db, { name }, this.clock);
    const [release, onCall] = this.groups;
    for (const [group, who] of [
      [release, 1],
      [release, 2],
      [onCall, 3],
    ] as const) {
      await addGroupMember(this.db, { group, userId: this.person(who) }, this.clock);
    }
    return this;
  }

  person(n: number): string {
    return this.people[n] ?? "";
  }

  /** Notes that callers were told so. */
  see(outcome: string): void {
    this.#seen.add(outcome);
  }

  learn({ id, payloadDigest }: Pick<PendingAction, "id" | "payloadDigest">): KnownAction {
    const known = this.actions.get(id) ?? { id, digests: [], winners: [] };
    if (!known.digests.includes(payloadDigest)) known.digests.push(payloadDigest);
    this.actions.set(id, known);
    return known;
  }

  /** One of the actions that callers know, the newest first. */
  action(n: number): KnownAction | undefined {
    return [...this.actions.values()].at(-1 - (n % Math.max(1, this.actions.size)));
  }
}
