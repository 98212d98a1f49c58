import type { PendingActionRow } from "@handsfree/schema";
import { requireOwnType } from "../action-logs/system-types.ts";
import { canonicalJsonOfField, digestJson } from "../canonical-json.ts";
import type { Context } from "../context.ts";
import { encodeJson } from "../json.ts";
import { contentBytes } from "../large-contents.ts";
import { requirePerson } from "../person.ts";
import { sha256 } from "../token.ts";
import { keepGiven, optionalName, requireName } from "../redaction/keep-text.ts";
import { requireWhole } from "../validate.ts";
import { type NewApprovalPolicy, requireApprovalPolicy } from "./approval-policy.ts";
import { digestQuestion } from "./digest.ts";
import { pendingActionLimits } from "./limits.ts";

/** An action to propose to its owner, or to other approvers. */
export interface NewPendingAction extends NewApprovalPolicy {
  /** UUID of the owner. */
  readonly userId: string;
  /** The question to the approver. Secrets are redacted. */
  readonly summary: string;
  /** For example `merge_pr`. The prefixes of `systemActionTypes` are refused. */
  readonly actionType: string;
  /** Any JSON value with at most 1000 levels of nesting. */
  readonly actionPayload: unknown;
  /** Whole seconds, from 10 to 30 days. Default 3600. */
  readonly expiresInSeconds?: number | undefined;
  /**
   * The maximum number of attempts of its execution, from 0 to 100. Default 3. With 0 no worker can claim the action,
   * and the person who confirms it carries it out.
   */
  readonly maxAttempts?: number | undefined;
  /** The owner's name for this proposal. A retry with the same key gets the same action. */
  readonly idempotencyKey?: string | null | undefined;
  /**
   * The maximum number of the owner's actions that wait at a time, including this one, from 1. Default 100. The
   * application sets it, never a client. It is not part of the proposal.
   */
  readonly openLimit?: number | undefined;
}

/** Validates a proposal and makes its row. */
export function toProposedRow(
  input: NewPendingAction,
  tokenHash: string,
  context: Context,
): PendingActionRow {
  const {
    expiresInSeconds = pendingActionLimits.defaultTimeToLive,
    maxAttempts = pendingActionLimits.defaultAttempts,
  } = input;
  const userId = requirePerson("userId", input.userId);
  requireOwnType(input.actionType);
  const payload = encodeJson("actionPayload", input.actionPayload);
  const canonicalPayload = canonicalJsonOfField("actionPayload", payload);
  const idempotencyKey = optionalName("idempotencyKey", input.idempotencyKey, context);
  const timeToLive = requireWhole(
    "expiresInSeconds",
    expiresInSeconds,
    pendingActionLimits.minimumTimeToLive,
    pendingActionLimits.maximumTimeToLive,
  );
  const policy = requireApprovalPolicy(userId, input);
  const alone = policy.approvers.length === 1 && policy.approvers[0] === userId;
  const now = context.now();
  const summary = keepGiven("summary", input.summary, context, pendingActionLimits.summaryLength);
  const approvers = alone ? null : JSON.stringify(policy.approvers);
  const row = {
    id: context.newId(),
    token_sha256: tokenHash,
    user_id: userId,
    proposed_by: policy.proposedBy,
    summary,
    action_type: requireName("actionType", input.actionType, context),
    action_payload: payload,
    payload_digest: null,
    state: "pending",
    required_approvals: policy.requiredApprovals,
    approvals: 0,
    approvers,
    proposer_may_approve: policy.proposerMayApprove,
    idempotency_key: idempotencyKey,
    owned_key: idempotencyKey === null ? null : `${userId}/${idempotencyKey}`,
    request_digest: null,
    expires_at: new Date(now.getTime() + timeToLive * 1000),
    decided_at: null,
    decided_by: null,
    decision_reason: null,
    queued_at: null,
    attempts: 0,
    max_attempts: requireWhole("maxAttempts", maxAttempts, 0, pendingActionLimits.attempts),
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    started_at: null,
    ended_at: null,
    execution_result: null,
    execution_error: null,
    content_bytes: contentBytes(summary, payload, approvers),
    created_at: now,
    repository: null,
    service_id: null,
    credential_id: context.credentialId ?? null,
    approver_group: null,
    escalation_group: null,
    escalates_at: null,
    escalated_at: null,
    editable: null,
    version: null,
    edited_by: null,
    policy_name: null,
    policy_version: null,
    decided_surface: null,
  } satisfies PendingActionRow;
  const asked = {
    actionType: row.action_type,
    summary: row.summary,
    userId,
    repository: row.repository,
    version: 1,
    approverGroup: row.approver_group,
    escalationGroup: row.escalation_group,
    escalatesAt: row.escalates_at,
    ...policy,
  };
  const digests = {
    payload_digest: digestQuestion(asked, canonicalPayload),
    request_digest:
      idempotencyKey === null
        ? null
        : digestRequest(
            { ...row, summary: input.summary },
            {
              payloadDigest: sha256(canonicalPayload),
              approvers: policy.approvers,
              timeToLive,
            },
          ),
  };
  return { ...row, ...digests };
}

/** Digests a proposal before redaction, with defaults filled in and approvers sorted. */
function digestRequest(
  row: PendingActionRow,
  asked: {
    readonly payloadDigest: string;
    readonly approvers: readonly string[];
    readonly timeToLive: number;
  },
): string {
  return digestJson("proposal", {
    summary: row.summary,
    action_type: row.action_type,
    payload_digest: asked.payloadDigest,
    proposed_by: row.proposed_by,
    approvers: asked.approvers.toSorted(),
    required_approvals: row.required_approvals,
    proposer_may_approve: row.proposer_may_approve,
    max_attempts: row.max_attempts,
    time_to_live: asked.timeToLive,
  });
}
