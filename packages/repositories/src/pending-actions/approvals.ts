import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import type { Context } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import type { PendingAction } from "./action.ts";

/** The key of a person's approval, which is unique. */
export function approvalKey(actionId: string, approver: string): string {
  return `${actionId}/${approver}`;
}

/** Those of the keys whose approvals are stored. */
export async function findApprovals(
  db: Executor<Database>,
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom("pending_action_approvals")
    .select("approval_key")
    .where(isOneOf("approval_key", "text", keys))
    .execute();
  return new Set(rows.map((row) => row.approval_key));
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
  actionId: string,
  { by, reason }: { readonly by: string; readonly reason: string | null },
  context: Context,
): Compilable {
  return db.insertInto("pending_action_approvals").values({
    id: context.newId(),
    approval_key: approvalKey(actionId, by),
    action_id: actionId,
    approver_id: by,
    reason,
    approved_at: context.now(),
    version: null,
    surface: null,
  });
}
