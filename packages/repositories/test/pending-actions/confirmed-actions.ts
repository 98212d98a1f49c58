import type { Database, PendingActionRow } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  type ClaimedAction,
  confirmPendingAction,
  createPendingAction,
  type NewPendingAction,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";

export const userId = "019a2f6e-0000-7000-8000-000000000001";
export const stranger = "019a2f6e-0000-7000-8000-000000000002";

type Overrides = Partial<NewPendingAction>;

export async function propose(
  db: Kysely<Database>,
  clock: TestClock,
  input: Overrides = {},
): Promise<{ action: PendingAction; token: string }> {
  const proposal = await createPendingAction(
    db,
    { userId, summary: "Merge #12", actionType: "merge_pr", actionPayload: { pr: 12 }, ...input },
    clock,
  );
  if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
  return proposal;
}

/** An action that waits for a worker. */
export async function confirmed(
  db: Kysely<Database>,
  clock: TestClock,
  input: Overrides = {},
): Promise<PendingAction> {
  const { action, token } = await propose(db, clock, input);
  await confirmPendingAction(db, { userId: action.userId, token }, clock);
  return action;
}

/** The arguments of a worker's report. */
export function holderOf({ lease }: ClaimedAction): { actionId: string; token: string } {
  return { actionId: lease.actionId, token: lease.token };
}

/** Throws instead of returning undefined. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there was nothing");
  return value;
}

export async function rowOf(db: Kysely<Database>, id: string): Promise<PendingActionRow> {
  return db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
}

/** The audit row of one step of an execution. */
export interface ExecutionStep {
  readonly event: string;
  readonly ok: boolean;
  readonly state: unknown;
  readonly by: unknown;
  readonly reason: unknown;
  readonly attempt: unknown;
}

/** The steps of an action's execution, oldest first. */
export async function executionTrail(
  db: Kysely<Database>,
  target: string,
): Promise<ExecutionStep[]> {
  const { items } = await listActionLogs(db, { userId, target, limit: 1000 });
  return items
    .filter(({ actionType }) => actionType.startsWith("pending_action.execution"))
    .toReversed()
    .map(({ actionType, ok, result }) => {
      const { state, by, reason, attempt } = result as Record<string, unknown>;
      const event = actionType.replace("pending_action.execution_", "");
      return { event, ok, state, by, reason, attempt };
    });
}
