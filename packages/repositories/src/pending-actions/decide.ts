import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { recordActionLog } from "../action-logs/record.ts";
import { atOneInstant, type Context, systemContext } from "../context.ts";
import { decodeJsonExactly } from "../json.ts";
import { requireUuid } from "../validate.ts";
import { hasExpired, type PendingAction, toPendingAction } from "./action.ts";
import { findOwnAction, type TokenHolder } from "./find.ts";
import { isOwn } from "./live.ts";
import { hashToken } from "./token.ts";

/** What came of an attempt to decide. Someone else's action is `not_found`. */
export type Decision =
  | {
      readonly outcome: "confirmed" | "cancelled" | "already_decided" | "expired";
      readonly action: PendingAction;
    }
  | { readonly outcome: "not_found" };

/**
 * Confirms an action: of any number of attempts one wins. In the same transaction it is put on record
 * as an action log of the action's own type, whose request is the payload that was approved.
 *
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export function confirmPendingAction(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<Decision> {
  const instant = atOneInstant(context);
  return inTransaction(db, async (transaction) => {
    const decision = await decide(transaction, holder, "confirmed", instant);
    if (decision.outcome === "confirmed") {
      await recordConfirmation(transaction, decision.action, instant);
    }
    return decision;
  });
}

/**
 * Cancels an action: of any number of attempts one wins.
 *
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export function cancelPendingAction(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<Decision> {
  return inTransaction(db, (transaction) => decide(transaction, holder, "cancelled", context));
}

async function decide(
  transaction: Transaction<Database>,
  holder: TokenHolder,
  state: "confirmed" | "cancelled",
  context: Context,
): Promise<Decision> {
  const now = context.now();
  const row = await transaction
    .updateTable("pending_actions")
    .set({ state, decided_at: now })
    .where("token_sha256", "=", hashToken(holder.token))
    .where(isOwn(requireUuid("userId", holder.userId), now))
    .returningAll()
    .executeTakeFirst();
  if (row) return { outcome: state, action: toPendingAction(row) };

  const action = await findOwnAction(transaction, holder);
  if (action === undefined) return { outcome: "not_found" };
  return { outcome: hasExpired(action, now) ? "expired" : "already_decided", action };
}

async function recordConfirmation(
  transaction: Transaction<Database>,
  action: PendingAction,
  context: Context,
): Promise<void> {
  await recordActionLog(
    transaction,
    {
      userId: action.userId,
      actionType: action.actionType,
      ok: true,
      request: decodeJsonExactly(action.actionPayloadJson),
      result: { outcome: "confirmed", pending_action_id: action.id },
    },
    context,
  );
}
