import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import type { PendingAction } from "./action.ts";
import { allInOneCase } from "../one-case.ts";
import { findByToken, type TokenHolder } from "./find.ts";
import { tellOfDeletion } from "./notices.ts";
import { recordStep } from "./transition.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";

/** What came of an attempt to delete. */
export type Deletion =
  /** `action` is as it was; `executing` has left it so, since a worker is at it. */
  | { readonly outcome: "deleted" | "executing"; readonly action: PendingAction }
  /** The caller owns no action with this token. */
  | { readonly outcome: "not_found" };

/**
 * Deletes an action for its owner, in any state but `executing`, and puts that on record in the same
 * transaction. What the action logs say of it stays; its idempotency key is free again.
 *
 * @throws {InvalidInputError} when the user is not a UUID, or the token no text.
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
      await tellOfDeletion(db, action.id);
      return { outcome: "deleted", action };
    }
  }
}

/** Only where there can be any, since without them many deletions can be one statement. */
function deleteAround(db: Executor<Database>, { id, ...action }: PendingAction): Compilable[] {
  const deletions: Compilable[] = [];
  if (action.idempotencyKey !== null) {
    deletions.push(db.deleteFrom("pending_action_tokens").where("action_id", "=", id));
  }
  if (action.requiredApprovals > 1) {
    deletions.push(db.deleteFrom("pending_action_approvals").where("action_id", "=", id));
  }
  return deletions;
}
