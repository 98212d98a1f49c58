import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
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
  return decide(db, holder, "confirmed", instant, (action) => [
    insertActionLog(
      db,
      {
        userId: action.userId,
        actionType: action.actionType,
        ok: true,
        request: decodeJsonExactly(action.actionPayloadJson),
        result: { outcome: "confirmed", pending_action_id: action.id },
      },
      instant,
    ),
  ]);
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
  return decide(db, holder, "cancelled", atOneInstant(context), () => []);
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
  records: (action: PendingAction) => readonly Compilable[],
): Promise<Decision> {
  const now = context.now();
  let action = await findOwnAction(db, holder);
  if (action?.state === "pending" && !hasExpired(action, now)) {
    const change = setState(db, action, outcome, now);
    if (await changeAndRecord(db, change, records(action))) {
      return { outcome, action: { ...action, state: outcome, decidedAt: now } };
    }
    action = await findOwnAction(db, holder);
  }
  if (action === undefined) return { outcome: "not_found" };
  return { outcome: hasExpired(action, now) ? "expired" : "already_decided", action };
}

/** Changes a row for the one call that decides. */
function setState(
  db: Executor<Database>,
  action: PendingAction,
  state: "confirmed" | "cancelled",
  now: Date,
): Compilable {
  return db
    .updateTable("pending_actions")
    .set({ state, decided_at: now })
    .where("id", "=", action.id)
    .where(isOwn(action.userId, now));
}
