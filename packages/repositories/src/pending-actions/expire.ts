import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { sweepActions, sweepSize } from "./sweep.ts";
import { makeTransition } from "./transition.ts";

/** Options of `expirePendingActions`. */
export interface ExpireOptions {
  /** The most that this call moves, from 1. Default: all that are due. */
  readonly limit?: number | undefined;
}

/**
 * Moves actions whose time is over to `expired`, each with its audit row, the longest overdue first.
 * Any number of callers may do so at once. Nothing depends on it but the record: to every reader
 * and approver, an action expires on its own.
 *
 * @returns how many this call moved.
 * @throws {InvalidInputError} for a bad limit.
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
    // Few between two looks, so that no other writer waits for long.
    const swept = await sweepActions(db, due, async (row) => {
      const action = toPendingAction(row);
      return action.state === "pending" && expireAction(db, action, stopped);
    });
    moved += swept.moved;
    if (swept.found < most || moved >= limit) return moved;
  }
}

/** @returns whether this call moved it; false where it had moved before. */
export function expireAction(
  db: Executor<Database>,
  action: PendingAction,
  context: Context,
): Promise<boolean> {
  const set = { payload_digest: action.payloadDigest };
  return makeTransition(db, { action, to: "expired", event: "expired", by: "clock", set }, context);
}
