import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Context } from "../context.ts";
import { nilUser } from "../person.ts";
import { notifyOfAction } from "../pending-actions/notifications.ts";
import { eraseAll, erasedAtOnce, type Erasure } from "./batches.ts";
import { clearAction } from "./clear-action.ts";
import type { PartialCounts } from "./counts.ts";
import { holdsAny } from "./search-text.ts";
import type { Subject } from "./subject.ts";
import { changedRows } from "../changed-rows.ts";

/** The tables whose rows belong to an action. */
export const ofActions = [
  "pending_action_tokens",
  "pending_action_approvals",
  "pending_action_versions",
] as const;

/**
 * Deletes a person's actions in all states, with their tokens, approvals and versions. A worker that executes one is not stopped,
 * and its report finds no action.
 */
export function eraseOwnActions(erasure: Erasure, { userId }: Subject): Promise<void> {
  return eraseAll(erasure, async (transaction) => {
    const own = await transaction
      .selectFrom("pending_actions")
      .select("id")
      .where("user_id", "=", userId)
      .limit(erasedAtOnce)
      .execute();
    const ids = own.map(({ id }) => id);
    if (ids.length === 0) return {};
    const deletedBy = async (table: (typeof ofActions)[number]) => ({
      deleted: await changedRows(transaction.deleteFrom(table).where("action_id", "in", ids)),
    });
    const actions = transaction.deleteFrom("pending_actions").where("id", "in", ids);
    const deleted = await changedRows(actions);
    for (const id of ids) await notifyOfAction(transaction, id);
    return {
      pending_actions: { deleted },
      pending_action_tokens: await deletedBy("pending_action_tokens"),
      pending_action_approvals: await deletedBy("pending_action_approvals"),
      pending_action_versions: await deletedBy("pending_action_versions"),
    };
  });
}

/**
 * Removes a person from the actions of other users. Approvals keep their number, but lose the person. The person is
 * removed from the approvers, so that no other account can decide in their place. An action that cannot be decided any
 * more is cancelled.
 */
export async function eraseFromOthersActions(erasure: Erasure, subject: Subject): Promise<void> {
  await eraseAll(erasure, (transaction) => clearActions(transaction, subject, erasure.context));
  await eraseAll(erasure, (transaction) => clearApprovals(transaction, subject));
  await eraseAll(erasure, async (transaction) => {
    const versions = transaction.updateTable("pending_action_versions").set({ edited_by: nilUser });
    const cleared = await changedRows(versions.where("edited_by", "=", subject.userId));
    return { pending_action_versions: { cleared } };
  });
}

/** The condition that an action of another user was proposed, edited or decided by the person, or names them as an approver. */
export function hasAHandIn(userId: string): RawBuilder<boolean> {
  const named = holdsAny("approvers", [userId]);
  return sql<boolean>`(user_id <> ${userId} and (coalesce(proposed_by = ${userId}, false)
    or coalesce(edited_by = ${userId}, false) or coalesce(decided_by = ${userId}, false) or ${named}))`;
}

async function clearActions(
  transaction: Transaction<Database>,
  { userId }: Subject,
  context: Context,
): Promise<PartialCounts> {
  const rows = await transaction
    .selectFrom("pending_actions")
    .select("id")
    .where(hasAHandIn(userId))
    .limit(erasedAtOnce)
    .execute();
  for (const { id } of rows) await clearAction(transaction, { id, userId }, context);
  return { pending_actions: { cleared: rows.length } };
}

async function clearApprovals(
  transaction: Transaction<Database>,
  { userId }: Subject,
): Promise<PartialCounts> {
  const rows = await transaction
    .selectFrom("pending_action_approvals")
    .select(["id", "action_id"])
    .where("approver_id", "=", userId)
    .limit(erasedAtOnce)
    .execute();
  for (const { id, action_id } of rows) {
    await transaction
      .updateTable("pending_action_approvals")
      .set({ approver_id: nilUser, approval_key: `${action_id}/erased/${id}`, reason: null })
      .where("id", "=", id)
      .execute();
  }
  return { pending_action_approvals: { cleared: rows.length } };
}
