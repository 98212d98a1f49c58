import type { Database, PendingActionRow } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely, Transaction } from "kysely";
import { type ActionLog, listActionLogs } from "../../src/entries/action-logs.ts";
import { addGroupMember, createApproverGroup, createUser } from "../../src/entries/identity.ts";
import {
  approvePendingAction,
  cancelPendingAction,
  type Cancellation,
  createPendingAction,
  type Decision,
  type IdentifiedDecision,
  type NewPendingAction,
  type PendingAction,
  type Proposal,
  rejectPendingAction,
} from "../../src/entries/pending-actions.ts";
import { toPendingAction } from "../../src/pending-actions/action.ts";
import { digestAction } from "../../src/pending-actions/digest.ts";

export const owner = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";
export const ada = "019a2f6e-0000-7000-8000-00000000000a";
export const grace = "019a2f6e-0000-7000-8000-00000000000b";
export const edsger = "019a2f6e-0000-7000-8000-00000000000c";

/** A separate database with a stopped clock, and helpers for the suites of pending actions. */
export class Actions implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly clock: TestClock;

  private constructor(db: Kysely<Database>, clock: TestClock) {
    this.db = db;
    this.clock = clock;
  }

  static async open(): Promise<Actions> {
    return new Actions(await openTestDatabase(), new TestClock());
  }

  /** On the database of another suite. */
  static on(db: Kysely<Database>, clock: TestClock): Actions {
    return new Actions(db, clock);
  }

  /** The same, through an open transaction. */
  within(transaction: Transaction<Database>): Actions {
    return new Actions(transaction, this.clock);
  }

  attempt(input: Partial<NewPendingAction> = {}): Promise<Proposal> {
    const proposal = {
      userId: owner,
      summary: "Merge #12",
      actionType: "merge_pr",
      actionPayload: { pr: 12 },
      ...input,
    };
    return createPendingAction(this.db, proposal, this.clock);
  }

  /** An attempt that must make an action. */
  async propose(
    input: Partial<NewPendingAction> = {},
  ): Promise<{ action: PendingAction; token: string }> {
    const proposal = await this.attempt(input);
    if (proposal.outcome !== "proposed") throw new Error(`the proposal is ${proposal.outcome}`);
    return proposal;
  }

  /** Gives an action the terms that a policy gives it, with the digest of the whole. */
  async withTerms(
    { id }: PendingAction,
    terms: Partial<Omit<PendingActionRow, "created_at">>,
  ): Promise<PendingAction> {
    const update = this.db.updateTable("pending_actions").where("id", "=", id);
    await update.set(terms).execute();
    const row = await this.row(id);
    const payload_digest = digestAction(toPendingAction(row));
    await update.set({ payload_digest }).execute();
    return toPendingAction({ ...row, payload_digest });
  }

  /** The stored row of an action. */
  row(id: string): Promise<PendingActionRow> {
    return this.db
      .selectFrom("pending_actions")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
  }

  /** Adds a group with these members, who are added as users. */
  async group(name: string, ...members: readonly string[]): Promise<void> {
    await createApproverGroup(this.db, { name }, this.clock);
    for (const userId of members) {
      await createUser(this.db, { id: userId }, this.clock);
      const { outcome } = await addGroupMember(this.db, { group: name, userId }, this.clock);
      if (outcome !== "added") throw new Error(`the member is ${outcome}`);
    }
  }

  /** Approves an action as the person was shown it. */
  approve(
    userId: string,
    { id, payloadDigest }: PendingAction,
    more: Partial<IdentifiedDecision> = {},
  ): Promise<Decision> {
    const decision = { userId, id, payloadDigest, surface: "api", ...more } as const;
    return approvePendingAction(this.db, decision, this.clock);
  }

  /** Rejects an action as the person was shown it. */
  reject(
    userId: string,
    { id, payloadDigest }: PendingAction,
    more: Partial<IdentifiedDecision> = {},
  ): Promise<Cancellation> {
    const decision = { userId, id, payloadDigest, surface: "api", ...more } as const;
    return rejectPendingAction(this.db, decision, this.clock);
  }

  cancel(userId: string, token: string): Promise<Cancellation> {
    return cancelPendingAction(this.db, { userId, token }, this.clock);
  }

  /** The owner's audit trail, oldest first. */
  async trail(userId: string = owner): Promise<ActionLog[]> {
    const { items } = await listActionLogs(this.db, { userId, limit: 1000 });
    return items.toReversed();
  }

  /** The events of the audit trail, sorted, since events of one instant have no order. */
  async events(userId: string = owner): Promise<string[]> {
    const trail = await this.trail(userId);
    return sorted(trail.map(({ actionType }) => actionType.replace("pending_action.", "")));
  }

  /** Counts the rows of a table. */
  async count(table: keyof Database): Promise<number> {
    const rows = await this.db.selectFrom(table).selectAll().execute();
    return rows.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db.destroy();
  }
}

/** Makes calls at once, and counts each outcome. */
export async function race(
  callers: number,
  call: (n: number) => Promise<{ readonly outcome: string }>,
): Promise<Record<string, number>> {
  const results = await Promise.all(Array.from({ length: callers }, (_, n) => call(n)));
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** By code units. */
export function sorted(texts: readonly string[]): string[] {
  return texts.toSorted((a, b) => (a < b ? -1 : 1));
}
