import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { findMemberships } from "../../approver-groups/memberships.ts";
import { atOneInstant, type Context } from "../../context.ts";
import { hasExpired, type PendingAction, toPendingAction } from "../action.ts";
import { expireAction } from "../expire.ts";
import { maySee, membershipsOf } from "../may-decide.ts";

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

/** An action, and who of the callers may see it. */
export interface CurrentAction {
  readonly action: PendingAction;
  readonly isVisibleTo: (userId: string) => boolean;
}

/**
 * Reads an action. An overdue action is first moved to `expired`: otherwise a decision that was made in time but
 * written late could contradict the answer to a waiter. An action that none of these callers may see is not changed.
 */
export async function readCurrentAction(
  db: Executor<Database>,
  id: string,
  callers: readonly string[],
  context: Context,
): Promise<CurrentAction | undefined> {
  const instant = atOneInstant(context);
  const current = await findById(db, id, callers, instant);
  if (current === undefined || !hasExpired(current.action, instant.now())) return current;
  if (!callers.some(current.isVisibleTo)) return current;
  await expireAction(db, current.action, instant);
  return findById(db, id, callers, instant);
}

async function findById(
  db: Executor<Database>,
  id: string,
  callers: readonly string[],
  context: Context,
): Promise<CurrentAction | undefined> {
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const action = toPendingAction(row);
  const questions = callers.flatMap((caller) => membershipsOf(action, caller));
  const members = await findMemberships(db, questions);
  const now = context.now();
  return { action, isVisibleTo: (caller) => maySee(action, caller, members, now) };
}
