import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { membersOf } from "../approver-groups/memberships.ts";
import type { Context } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import type { PendingAction } from "./action.ts";
import { hasEscalated, mayApprove } from "./may-decide.ts";
import type { Verdict } from "./verdict.ts";

/** The key of a person's approval of a version, which is unique. */
export function approvalKey(actionId: string, approver: string, version: number): string {
  return version === 1 ? `${actionId}/${approver}` : `${actionId}/${approver}/${version}`;
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

/** Whether enough people are left for the missing approvals of this version, now or after an escalation. */
export async function canBeDecided(
  db: Executor<Database>,
  action: PendingAction,
  now: Date,
): Promise<boolean> {
  const rows = await db
    .selectFrom("pending_action_approvals")
    .select(["approver_id", "version"])
    .where("action_id", "=", action.id)
    .execute();
  const approved = new Set(
    rows.flatMap(({ approver_id, version }) =>
      (version ?? 1) === action.version ? approver_id : [],
    ),
  );
  const groups = [
    ...(hasEscalated(action, now) ? [] : [action.approverGroup]),
    action.escalationGroup,
  ].filter((group) => group !== null);
  const people = new Set([
    ...(hasEscalated(action, now) ? [] : action.approvers),
    ...(await membersOf(db, groups)).map(({ userId }) => userId),
  ]);
  const able = [...people].filter((person) => !approved.has(person) && mayApprove(action, person));
  return action.approvals + able.length >= action.requiredApprovals;
}

/** The insert of an approval, for the transaction of the change that counts it. */
export function insertApproval(
  db: Executor<Database>,
  { id: actionId, version }: Pick<PendingAction, "id" | "version">,
  { by, reason, surface }: Omit<Verdict, "to">,
  context: Context,
): Compilable {
  return db.insertInto("pending_action_approvals").values({
    id: context.newId(),
    approval_key: approvalKey(actionId, by, version),
    action_id: actionId,
    approver_id: by,
    reason,
    approved_at: context.now(),
    version,
    surface,
  });
}
