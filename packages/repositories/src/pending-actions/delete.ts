import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import type { PendingAction } from "./action.ts";
import { allInOneCase } from "../one-case.ts";
import { findByToken, type TokenHolder } from "./find.ts";
import { notifyOfAction } from "./notifications.ts";
import { recordStep } from "./transition.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";

/** The outcome of a deletion. */
export type Deletion =
  /** `action` is the action before the deletion. `executing`: a worker carries it out, and it was not deleted. */
  | { readonly outcome: "deleted" | "executing"; readonly action: PendingAction }
  /** The caller owns no action with this token. */
  | { readonly outcome: "not_found" };

/**
 * Deletes an action of the owner in any state except `executing`, and records that in the same transaction. Its action
 * logs stay. Its idempotency key is free afterwards.
 *
 * @throws {InvalidInputError} for a user that is not a UUID, or a token that is not a string.
 */
export async function deletePendingAction(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<Deletion> {
  requireCall(db, context);
  const stopped = atOneInstant(context);
  const owner = requirePerson("userId", requireObject("holder", holder).userId);
  for (;;) {
    const action = await findByToken(db, holder);
    if (action?.userId !== owner) return { outcome: "not_found" };
    if (action.state === "executing") return { outcome: "executing", action };
    const change = db
      .deleteFrom("pending_actions")
      .where("id", "=", action.id)
      .where((row) =>
        allInOneCase([row("user_id", "=", action.userId), row("state", "=", action.state)]),
      );
    const { state: to, userId: by } = action;
    const record = recordStep(db, { action, to, event: "deleted", by }, stopped);
    if (await changeAndRecord(db, change, [record, ...deleteAround(db, action)])) {
      await notifyOfAction(db, action.id);
      return { outcome: "deleted", action };
    }
  }
}

/** Only for actions that can have such rows, since deletions without them can share a statement. */
function deleteAround(db: Executor<Database>, { id, ...action }: PendingAction): Compilable[] {
  const deletions: Compilable[] = [];
  if (action.idempotencyKey !== null) {
    deletions.push(db.deleteFrom("pending_action_tokens").where("action_id", "=", id));
  }
  if (action.version > 1) {
    deletions.push(db.deleteFrom("pending_action_versions").where("action_id", "=", id));
  }
  // An edit can have lowered the number.
  if (action.requiredApprovals > 1 || action.version > 1) {
    deletions.push(db.deleteFrom("pending_action_approvals").where("action_id", "=", id));
  }
  return deletions;
}
