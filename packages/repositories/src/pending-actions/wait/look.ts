import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { atOneInstant, type Context } from "../../context.ts";
import { hasExpired, type PendingAction, toPendingAction } from "../action.ts";
import { expireAction } from "../expire.ts";

/** The decision that each state comes of. What is pending was not decided, whoever has approved. */
export const decisionOf: Readonly<
  Record<PendingActionState, "confirmed" | "cancelled" | "expired" | undefined>
> = {
  pending: undefined,
  confirmed: "confirmed",
  executing: "confirmed",
  succeeded: "confirmed",
  failed: "confirmed",
  abandoned: "confirmed",
  cancelled: "cancelled",
  expired: "expired",
};

/**
 * The action as it is now. One whose time is over is put down as expired first: a decision can be made in
 * time and be written late, and what a waiter is told must not change any more. Where nobody may hear of the
 * action, it stays as it is: a stranger's question changes nothing.
 */
export async function lookAtAction(
  db: Executor<Database>,
  id: string,
  mayBeHeard: (action: PendingAction) => boolean,
  context: Context,
): Promise<PendingAction | undefined> {
  const instant = atOneInstant(context);
  const action = await findById(db, id);
  if (action === undefined || !hasExpired(action, instant.now())) return action;
  if (!mayBeHeard(action)) return action;
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
