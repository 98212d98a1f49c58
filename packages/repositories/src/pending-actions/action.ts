import type {
  Database,
  DecisionSurface,
  PendingActionRow,
  PendingActionState,
} from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { withDecoded } from "../json.ts";
import { digestPayload } from "./digest.ts";
import { type ActionPreview, toPreview } from "./preview.ts";

/** A proposed side effect that waits, or waited, for a decision. Its token is not part of it. */
export interface PendingAction {
  readonly id: string;
  readonly userId: string;
  /** The person in whose name it was proposed; null in old actions that do not record it. */
  readonly proposedBy: string | null;
  /** The service that proposed it; null if a person did. */
  readonly serviceId: string | null;
  /** The question to the approver. */
  readonly summary: string;
  /** The effect in the proposer's words; null for none. */
  readonly effect: string | null;
  /** An executor's preview of this version; null for none. The digest does not cover it. */
  readonly preview: ActionPreview | null;
  readonly actionType: string;
  /** The payload, parsed by `JSON.parse`. */
  readonly actionPayload: unknown;
  /** The stored JSON text of the payload, which has all digits of numbers beyond 2^53. */
  readonly actionPayloadJson: string;
  /** The `owner/name` that the action changes; null if the proposal names none. */
  readonly repository: string | null;
  /** The number of the payload's version, from 1. Each edit makes the next one. */
  readonly version: number;
  /** The person who made this version; null for the proposer's. */
  readonly editedBy: string | null;
  /** Whether a person who may decide may change the payload. */
  readonly editable: boolean;
  /**
   * The digest that a person approves. It covers payload, type, summary, effect, owner and who may decide
   * (`digestAction`), and is `v2:` with 64 hexadecimal digits. In actions from before versions it covers the payload only, and has no prefix.
   */
  readonly payloadDigest: string;
  readonly state: PendingActionState;
  /** The number of distinct people who must approve. */
  readonly requiredApprovals: number;
  /** The number of people who have approved this version. */
  readonly approvals: number;
  /** The people who are named as approvers. Without a group they are all who may decide. */
  readonly approvers: readonly string[];
  /** The name of the group whose members may decide too; null for none. */
  readonly approverGroup: string | null;
  /** The name of the group whose members alone may decide from `escalatesAt`; null for none. */
  readonly escalationGroup: string | null;
  /** The first instant at which `escalationGroup` may decide, and the others no longer; null for none. */
  readonly escalatesAt: Date | null;
  readonly proposerMayApprove: boolean;
  /** The policy that asked for, or allowed, this version; null for the default. */
  readonly policyName: string | null;
  /** The version of the policies that were evaluated; null if there were none. */
  readonly policyVersion: number | null;
  readonly idempotencyKey: string | null;
  /** The first instant at which it can no longer be decided. */
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  /** Where the decision was made; null when unknown. */
  readonly decidedSurface: DecisionSurface | null;
  /**
   * The first instant at which a confirmed action may be carried out, and its approval can no longer be taken back. Null
   * for at once, and once a caller has been told that it may.
   */
  readonly executableAt: Date | null;
  /** The number of times that its execution has begun. */
  readonly attempts: number;
  /** The maximum number of attempts; 0 if the person who confirms it carries it out. */
  readonly maxAttempts: number;
  /** The name of the last worker. */
  readonly worker: string | null;
  readonly leaseExpiresAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly result: unknown;
  readonly resultJson: string | null;
  readonly error: string | null;
  readonly createdAt: Date;
}

/** The columns of an action's row that its `PendingAction` has. */
export type ActionColumns = Omit<
  PendingActionRow,
  | "token_sha256"
  | "owned_key"
  | "request_digest"
  | "queued_at"
  | "lease_sha256"
  | "content_bytes"
  | "credential_id"
  | "escalated_at"
>;

export const actionColumns: readonly (keyof ActionColumns)[] = [
  "id",
  "user_id",
  "proposed_by",
  "service_id",
  "summary",
  "effect",
  "preview",
  "action_type",
  "action_payload",
  "repository",
  "version",
  "edited_by",
  "editable",
  "payload_digest",
  "state",
  "required_approvals",
  "approvals",
  "approvers",
  "approver_group",
  "escalation_group",
  "escalates_at",
  "proposer_may_approve",
  "policy_name",
  "policy_version",
  "idempotency_key",
  "expires_at",
  "decided_at",
  "decided_by",
  "decision_reason",
  "decided_surface",
  "executable_at",
  "attempts",
  "max_attempts",
  "lease_worker",
  "lease_expires_at",
  "started_at",
  "ended_at",
  "execution_result",
  "execution_error",
  "created_at",
];

/** An action as workers read it: without the columns that only serve to find it. */
export type StoredAction = ActionColumns &
  Pick<PendingActionRow, "queued_at" | "lease_sha256" | "content_bytes">;

/** The columns of a `StoredAction`. */
export const storedActionColumns: readonly (keyof StoredAction)[] = [
  ...actionColumns,
  "queued_at",
  "lease_sha256",
  "content_bytes",
];

export function toPendingAction(row: ActionColumns): PendingAction {
  return withDecoded(
    {
      id: row.id,
      userId: row.user_id,
      proposedBy: row.proposed_by,
      serviceId: row.service_id,
      summary: row.summary,
      effect: row.effect,
      preview: toPreview(row.preview),
      actionType: row.action_type,
      actionPayloadJson: row.action_payload,
      repository: row.repository,
      version: row.version ?? 1,
      editedBy: row.edited_by,
      editable: row.editable ?? false,
      // Rows from before digests have none until they are decided.
      payloadDigest: row.payload_digest ?? digestPayload(row.action_payload),
      state: row.state,
      requiredApprovals: row.required_approvals,
      approvals: row.approvals,
      approvers: row.approvers === null ? [row.user_id] : (JSON.parse(row.approvers) as string[]),
      approverGroup: row.approver_group,
      escalationGroup: row.escalation_group,
      escalatesAt: row.escalates_at,
      proposerMayApprove: row.proposer_may_approve,
      policyName: row.policy_name,
      policyVersion: row.policy_version,
      idempotencyKey: row.idempotency_key,
      expiresAt: row.expires_at,
      decidedAt: row.decided_at,
      decidedBy: row.decided_by,
      decisionReason: row.decision_reason,
      decidedSurface: row.decided_surface,
      executableAt: row.executable_at,
      attempts: row.attempts,
      maxAttempts: row.max_attempts,
      worker: row.lease_worker,
      leaseExpiresAt: row.lease_expires_at,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      resultJson: row.execution_result,
      error: row.execution_error,
      createdAt: row.created_at,
    },
    { actionPayload: row.action_payload, result: row.execution_result },
  );
}

/** At `expiresAt` itself the action has expired. `isLive` is the opposite condition in SQL. */
export function hasExpired(action: PendingAction, now: Date): boolean {
  return action.state === "pending" && action.expiresAt <= now;
}

/** The SQL condition that an action can still be decided: it is pending, and `expires_at` is in the future. */
export function isLive(
  now: Date,
): (row: ExpressionBuilder<Database, "pending_actions">) => Expression<SqlBool> {
  return (row) => row.and([row("state", "=", "pending"), row("expires_at", ">", now)]);
}

/** The action at a time: an overdue action is `expired` even if the row still says `pending`. */
export function asOf(action: PendingAction, now: Date): PendingAction {
  return hasExpired(action, now) ? { ...action, state: "expired" } : action;
}
