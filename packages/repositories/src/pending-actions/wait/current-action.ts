import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { findMemberships } from "../../approver-groups/memberships.ts";
import { atOneInstant, type Context } from "../../context.ts";
import { hasExpired, type PendingAction, toPendingAction } from "../action.ts";
import { endGrace, graceHasEnded } from "../end-grace.ts";
import { expireAction } from "../expire.ts";
import { maySee, membershipsOf } from "../may-decide.ts";

/** The answer to a waiter for each state. A pending action has no decision, even with some approvals. */
const outcomes: Readonly<Record<PendingActionState, Outcome | undefined>> = {
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

type Outcome = "confirmed" | "cancelled" | "rejected" | "denied" | "expired";

/**
 * The decision about an action; undefined while there is none. An approval that can still be taken back is none: a waiter
 * may carry the action out as soon as it is told.
 */
export function decisionOf({ state, executableAt }: PendingAction): Outcome | undefined {
  return state === "confirmed" && executableAt !== null ? undefined : outcomes[state];
}

/** An action, and who of the callers may see it. */
export interface CurrentAction {
  readonly action: PendingAction;
  readonly isVisibleTo: (userId: string) => boolean;
}

/**
 * Reads an action. An overdue action is first moved to `expired`, and a grace time that is over is ended: otherwise a
 * decision that was made in time but written late could contradict the answer to a waiter. An action that none of these
 * callers may see is not changed.
 */
export async function readCurrentAction(
  db: Executor<Database>,
  id: string,
  callers: readonly string[],
  context: Context,
): Promise<CurrentAction | undefined> {
  const instant = atOneInstant(context);
  const current = await findById(db, id, callers, instant);
  if (current === undefined || !callers.some(current.isVisibleTo)) return current;
  const { action } = current;
  if (hasExpired(action, instant.now())) await expireAction(db, action, instant);
  else if (graceHasEnded(action, instant.now())) await endGrace(db, action);
  else return current;
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
