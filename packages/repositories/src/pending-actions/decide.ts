import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, systemContext } from "../context.ts";
import { hasExpired, type PendingAction } from "./action.ts";
import { findOwnAction, type TokenHolder } from "./find.ts";
import { makeTransition } from "./transition.ts";

/** What came of an attempt to decide. Someone else's action is `not_found`. */
export type Decision =
  | {
      readonly outcome: "confirmed" | "cancelled" | "already_decided" | "expired";
      readonly action: PendingAction;
    }
  | { readonly outcome: "not_found" };

/**
 * Confirms an action: of any number of attempts one wins, and is on record in the same transaction.
 *
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export function confirmPendingAction(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<Decision> {
  return decide(db, holder, "confirmed", atOneInstant(context));
}

/**
 * Cancels an action: of any number of attempts one wins, and is on record in the same transaction.
 *
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export function cancelPendingAction(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<Decision> {
  return decide(db, holder, "cancelled", atOneInstant(context));
}

/**
 * Looks before it writes, so that who comes too late does not take the writer's time; the write then
 * has all of the condition in it, and decides alone who wins.
 */
async function decide(
  db: Executor<Database>,
  holder: TokenHolder,
  outcome: "confirmed" | "cancelled",
  context: Context,
): Promise<Decision> {
  const now = context.now();
  let action = await findOwnAction(db, holder);
  if (action?.state === "pending" && !hasExpired(action, now)) {
    const decided = {
      payload_digest: action.payloadDigest,
      approvals: outcome === "confirmed" ? 1 : 0,
      decided_at: now,
      decided_by: action.userId,
    };
    const won = await makeTransition(
      db,
      {
        action,
        to: outcome,
        event: outcome,
        by: action.userId,
        set: decided,
        guard: (row) => row("expires_at", ">", now),
      },
      context,
    );
    if (won) {
      const { approvals, decided_at: decidedAt, decided_by: decidedBy } = decided;
      return { outcome, action: { ...action, state: outcome, approvals, decidedAt, decidedBy } };
    }
    action = await findOwnAction(db, holder);
  }
  if (action === undefined) return { outcome: "not_found" };
  return { outcome: hasExpired(action, now) ? "expired" : "already_decided", action };
}
