import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { recordActionLog } from "../action-logs/record.ts";
import { atOneInstant, type Context, systemContext } from "../context.ts";
import { decodeJsonExactly } from "../json.ts";
import { hasExpired, type PendingAction } from "./action.ts";
import { findOwnAction, type TokenHolder } from "./find.ts";
import { isOwn } from "./live.ts";

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
  return decide(db, holder, instant, async (action) =>
    inTransaction(db, async (transaction) => {
      const won = await setState(transaction, action, "confirmed", instant);
      if (won) await recordConfirmation(transaction, action, instant);
      return won ? "confirmed" : undefined;
    }),
  );
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
  const instant = atOneInstant(context);
  return decide(db, holder, instant, async (action) =>
    (await setState(db, action, "cancelled", instant)) ? "cancelled" : undefined,
  );
}

/**
 * Looks before it writes, so that who comes too late does not take the writer's time; the write then
 * has all of the condition in it, and decides alone who wins.
 */
async function decide(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context,
  write: (action: PendingAction) => Promise<"confirmed" | "cancelled" | undefined>,
): Promise<Decision> {
  const now = context.now();
  let action = await findOwnAction(db, holder);
  if (action?.state === "pending" && !hasExpired(action, now)) {
    const outcome = await write(action);
    if (outcome) return { outcome, action: { ...action, state: outcome, decidedAt: now } };
    action = await findOwnAction(db, holder);
  }
  if (action === undefined) return { outcome: "not_found" };
  return { outcome: hasExpired(action, now) ? "expired" : "already_decided", action };
}

/** Whether this call is the one that decided. */
async function setState(
  db: Executor<Database>,
  action: PendingAction,
  state: "confirmed" | "cancelled",
  context: Context,
): Promise<boolean> {
  const now = context.now();
  const { numUpdatedRows } = await db
    .updateTable("pending_actions")
    .set({ state, decided_at: now })
    .where("id", "=", action.id)
    .where(isOwn(action.userId, now))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function recordConfirmation(
  transaction: Executor<Database>,
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
