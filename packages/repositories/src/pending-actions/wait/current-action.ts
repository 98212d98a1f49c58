import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { atOneInstant, type Context } from "../../context.ts";
import { hasExpired, type PendingAction, toPendingAction } from "../action.ts";
import { expireAction } from "../expire.ts";

/** The decision that led to each state. A pending action has none, even with some approvals. */
export const decisionOf: Readonly<
  Record<
    PendingActionState,
    "confirmed" | "cancelled" | "rejected" | "denied" | "expired" | undefined
  >
> = {
  pending: undefined,
  confirmed: "confirmed",
  executing: "confirmed",
  succeeded: "confirmed",
  failed: "confirmed",
  abandoned: "confirmed",
  cancelled: "cancelled",
  rejected: "rejected",
  denied: "denied",
  expired: "expired",
};

/**
 * Reads an action. An overdue action is first moved to `expired`: otherwise a decision that was made in time but
 * written late could contradict the answer to a waiter. An action that no waiter may see is not changed.
 */
export async function readCurrentAction(
  db: Executor<Database>,
  id: string,
  isVisible: (action: PendingAction) => boolean,
  context: Context,
): Promise<PendingAction | undefined> {
  const instant = atOneInstant(context);
  const action = await findById(db, id);
  if (action === undefined || !hasExpired(action, instant.now())) return action;
  if (!isVisible(action)) return action;
  await expireAction(db, action, instant);
  return findById(db, id);
}

async function findById(db: Executor<Database>, id: string): Promise<PendingAction | undefined> {
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toPendingAction(row);
}
