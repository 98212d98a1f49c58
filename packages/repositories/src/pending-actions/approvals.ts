import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import type { Context } from "../context.ts";
import type { PendingAction } from "./action.ts";

/** Whether the person has approved. Actions that need only one approval do not store it separately. */
export async function hasApproved(
  db: Executor<Database>,
  action: PendingAction,
  approver: string,
): Promise<boolean> {
  if (action.requiredApprovals === 1) return false;
  const found = await db
    .selectFrom("pending_action_approvals")
    .select("id")
    .where("approval_key", "=", approvalKey(action, approver))
    .executeTakeFirst();
  return found !== undefined;
}

/** Whether enough approvers are left for the missing approvals. */
export async function canBeDecided(
  db: Executor<Database>,
  action: PendingAction,
): Promise<boolean> {
  const rows = await db
    .selectFrom("pending_action_approvals")
    .select("approver_id")
    .where("action_id", "=", action.id)
    .execute();
  const approved = new Set(rows.map((row) => row.approver_id));
  const able = action.approvers.filter(
    (person) =>
      !approved.has(person) && (action.proposerMayApprove || person !== action.proposedBy),
  );
  return action.approvals + able.length >= action.requiredApprovals;
}

/** The insert of an approval, for the transaction of the change that counts it. */
export function insertApproval(
  db: Executor<Database>,
  action: PendingAction,
  { by, reason }: { readonly by: string; readonly reason: string | null },
  context: Context,
): Compilable {
  return db.insertInto("pending_action_approvals").values({
    id: context.newId(),
    approval_key: approvalKey(action, by),
    action_id: action.id,
    approver_id: by,
    reason,
    approved_at: context.now(),
  });
}

function approvalKey(action: PendingAction, approver: string): string {
  return `${action.id}/${approver}`;
}
