import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { sweepActions, sweepSize } from "./sweep.ts";
import { makeTransition } from "./transition.ts";
import { expire } from "./verdict.ts";

/** Options of `expirePendingActions`. */
export interface ExpireOptions {
  /** The maximum number of actions, from 1. Default: all that are due. */
  readonly limit?: number | undefined;
}

/**
 * Moves overdue actions to `expired`, each with its audit row, those that are overdue for longest first. Concurrent
 * calls are safe. This only updates the record: readers and approvers see an overdue action as expired even before.
 *
 * @returns the number of actions that this call moved.
 * @throws {InvalidInputError} for an invalid limit.
 */
export async function expirePendingActions(
  db: Executor<Database>,
  options: ExpireOptions = {},
  context: Context = systemContext,
): Promise<number> {
  requireCall(db, context);
  const { limit = Number.MAX_SAFE_INTEGER } = requireObject("options", options);
  requireWhole("limit", limit, 1, Number.MAX_SAFE_INTEGER);
  const stopped = atOneInstant(context);
  let moved = 0;
  for (;;) {
    const most = Math.min(sweepSize, limit - moved);
    const due = db
      .selectFrom("pending_actions")
      .where("state", "=", "pending")
      .where("expires_at", "<=", stopped.now())
      .orderBy("expires_at")
      .limit(most);
    // In small batches, so that other writers do not wait for long.
    const swept = await sweepActions(db, due, async (row) => {
      const action = toPendingAction(row);
      return action.state === "pending" && expireAction(db, action, stopped);
    });
    moved += swept.moved;
    if (swept.found < most || moved >= limit) return moved;
  }
}

/** @returns whether this call moved the action; false if another change came first. */
export function expireAction(
  db: Executor<Database>,
  action: PendingAction,
  context: Context,
): Promise<boolean> {
  const { set, step } = expire(action);
  return makeTransition(db, { ...step, set }, context);
}
