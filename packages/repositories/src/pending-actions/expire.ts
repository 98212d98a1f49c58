import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { SelectQueryBuilder } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireObject, requireWhole } from "../validate.ts";
import type { Guard } from "../work/leased-work.ts";
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
 * Moves overdue actions to `expired`, each with its audit row, those that are overdue for longest first, and records once
 * for each action that escalated that it did. Concurrent calls are safe. This only updates the record: readers and
 * approvers see an overdue action as expired, and an escalated one as escalated, even before.
 *
 * @returns the number of actions that this call moved to `expired`.
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
  const now = stopped.now();
  const pending = db.selectFrom("pending_actions").where("state", "=", "pending");
  const escalated = pending
    .where("escalates_at", "<=", now)
    .where("escalated_at", "is", null)
    .orderBy("escalates_at");
  await sweepPending(db, escalated, limit, (action) => recordEscalation(db, action, stopped));
  const overdue = pending.where("expires_at", "<=", now).orderBy("expires_at");
  return sweepPending(db, overdue, limit, (action) => expireAction(db, action, stopped));
}

/** In small batches, so that other writers do not wait for long. @returns the number of actions that were moved. */
async function sweepPending(
  db: Executor<Database>,
  due: SelectQueryBuilder<Database, "pending_actions", object>,
  limit: number,
  move: (action: PendingAction) => Promise<boolean>,
): Promise<number> {
  let moved = 0;
  for (;;) {
    const most = Math.min(sweepSize, limit - moved);
    const swept = await sweepActions(db, due.limit(most), async (row) => {
      const action = toPendingAction(row);
      return action.state === "pending" && move(action);
    });
    moved += swept.moved;
    if (swept.found < most || moved >= limit) return moved;
  }
}

function recordEscalation(
  db: Executor<Database>,
  action: PendingAction,
  context: Context,
): Promise<boolean> {
  const step = { action, to: "pending", event: "escalated", by: "clock" } as const;
  const details = { group: action.escalationGroup };
  const set = { escalated_at: context.now() };
  const guard = notEscalated(action);
  return makeTransition(db, { ...step, details, set, guard }, context);
}

/** Also that an edit has not set another time meanwhile. */
function notEscalated({ escalatesAt }: PendingAction): Guard<"pending_actions"> {
  return (row) => row.and([row("escalated_at", "is", null), row("escalates_at", "=", escalatesAt)]);
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
