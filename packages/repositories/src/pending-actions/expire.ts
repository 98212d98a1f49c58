import { type Executor, storedBytes } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { takeBatch } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { makeTransition } from "./transition.ts";

/** How many move between two looks for more, so that no other writer waits for long. */
const batchSize = 100;

export interface ExpireOptions {
  /** The most that this call moves, from 1. Default: all that are due. */
  readonly limit?: number | undefined;
}

/**
 * Moves actions whose time is over to `expired`, each with its audit row, the longest overdue first.
 * Any number of callers may do so at once. Nothing depends on it but the record: to everyone who reads
 * or decides, an action expires on its own.
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
    const count = Math.min(batchSize, limit - moved);
    const { due, more } = await listDue(db, stopped.now(), count);
    const won = await Promise.all(due.map((action) => expireAction(db, action, stopped)));
    moved += won.filter(Boolean).length;
    if (!more || moved >= limit) return moved;
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

/** Those that are due, no more than can be in memory together, and whether there may be others. */
async function listDue(
  db: Executor<Database>,
  now: Date,
  count: number,
): Promise<{ due: PendingAction[]; more: boolean }> {
  const found = await db
    .selectFrom("pending_actions")
    .select(["id as key", storedBytes(actionKeys.contents).as("bytes")])
    .where("state", "=", "pending")
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .limit(count)
    .execute();
  const batch = await takeBatch(db, actionKeys, found);
  if (batch.length === 0) return { due: [], more: false };
  const rows = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where(
      "id",
      "in",
      batch.map(({ key }) => key),
    )
    .execute();
  return {
    // Another sweep, or a person, may have been quicker since they were found.
    due: rows.filter(({ state }) => state === "pending").map(toPendingAction),
    more: found.length === count || found.length > batch.length,
  };
}

const actionKeys = {
  table: "pending_actions",
  key: "id",
  keyType: "uuid",
  contents: largeContents.pending_actions,
} as const;
