import type { Executor } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Memberships } from "../../approver-groups/memberships.ts";
import { isOneOf } from "../../one-of.ts";
import type { PendingAction } from "../../pending-actions/action.ts";
import { mayApprove, type RoleHolder, standingOfRole } from "../../pending-actions/may-decide.ts";

/** What a notice can say about an action, and who is asked. The payload is not part of it. */
export type NoticeAction = Pick<
  PendingAction,
  | "id"
  | "userId"
  | "proposedBy"
  | "editedBy"
  | "proposerMayApprove"
  | "summary"
  | "actionType"
  | "repository"
  | "version"
  | "payloadDigest"
  | "state"
  | "expiresAt"
  | "approvers"
  | "approverGroup"
  | "escalationGroup"
  | "escalatesAt"
>;

const columns = [
  "id",
  "user_id",
  "proposed_by",
  "edited_by",
  "proposer_may_approve",
  "summary",
  "action_type",
  "repository",
  "version",
  "payload_digest",
  "state",
  "expires_at",
  "approvers",
  "approver_group",
  "escalation_group",
  "escalates_at",
] as const satisfies readonly (keyof PendingActionRow)[];

/** Reads actions, without their payloads. One that was deleted is missing. */
export async function findNoticeActions(
  db: Executor<Database>,
  ids: readonly string[],
): Promise<NoticeAction[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("pending_actions")
    .select(columns)
    .where(isOneOf("id", "uuid", ids))
    .execute();
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    proposedBy: row.proposed_by,
    editedBy: row.edited_by,
    proposerMayApprove: row.proposer_may_approve,
    summary: row.summary,
    actionType: row.action_type,
    repository: row.repository,
    version: row.version ?? 1,
    payloadDigest: row.payload_digest ?? "",
    state: row.state,
    expiresAt: row.expires_at,
    approvers: row.approvers === null ? [row.user_id] : (JSON.parse(row.approvers) as string[]),
    approverGroup: row.approver_group,
    escalationGroup: row.escalation_group,
    escalatesAt: row.escalates_at,
  }));
}

/** Whether an action waits for a decision at a time. */
export function isOpen({ state, expiresAt }: NoticeAction, now: Date): boolean {
  return state === "pending" && expiresAt > now;
}

/** Whether an action waits for this person at a time: they are asked, and their approval can count. */
export function waitsFor(
  action: NoticeAction,
  person: RoleHolder,
  members: Memberships,
  now: Date,
): boolean {
  return (
    isOpen(action, now) &&
    mayApprove(action, person.userId) &&
    standingOfRole(action, person, members, now) !== undefined
  );
}
