import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely, Transaction } from "kysely";
import { type ActionLog, listActionLogs } from "../../src/entries/action-logs.ts";
import {
  createPendingAction,
  type NewPendingAction,
  type PendingAction,
  type Proposal,
} from "../../src/entries/pending-actions.ts";

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
