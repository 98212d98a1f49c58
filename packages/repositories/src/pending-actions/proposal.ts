import type { PendingActionRow } from "@handsfree/schema";
import { requireOwnType } from "../action-logs/system-types.ts";
import { canonicalJsonOfField } from "../canonical-json.ts";
import type { Context } from "../context.ts";
import { encodeJson } from "../json.ts";
import { requirePerson } from "../person.ts";
import { requireRepository } from "../policies/repository-pattern.ts";
import { sha256 } from "../token.ts";
import { keepGiven, keepOptional, optionalName, requireName } from "../redaction/keep-text.ts";
import {
  requireBoolean,
  requireObject,
  requireText,
  requireUuid,
  requireWhole,
} from "../validate.ts";
import { actionBytes } from "./action-bytes.ts";
import { type NewApprovalPolicy, requireApprovalPolicy } from "./approval-policy.ts";
import { digestQuestion } from "./digest.ts";
import type { ClaimAtOnce } from "./execution/claim-at-once.ts";
import { pendingActionLimits } from "./limits.ts";
import { digestRequest } from "./request-digest.ts";

/** An action to propose to its owner, or to other approvers. */
export interface NewPendingAction extends NewApprovalPolicy {
  /** UUID of the owner. */
  readonly userId: string;
  /** The question to the approver. Secrets are redacted. */
  readonly summary: string;
  /**
   * The effect in words: up to 1000 characters. Secrets are redacted. The approval covers it. Default: none.
   */
  readonly effect?: string | null | undefined;
  /** For example `merge_pr`. The prefixes of `systemActionTypes` are refused. */
  readonly actionType: string;
  /** Any JSON value with at most 1000 levels of nesting. */
  readonly actionPayload: unknown;
  /** The `owner/name` that the action changes. Policies can name it. Default: none. */
  readonly repository?: string | null | undefined;
  /** The service that proposes it. The application sets it, never a client. Default: a person proposes it. */
  readonly service?: ProposingService | null | undefined;
  /** Whether an approver may change the payload. Default false. */
  readonly editable?: boolean | undefined;
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
   * Whether the key is free as soon as its action has ended: was executed, refused, withdrawn, abandoned, or expired. A
   * caller that asks before each run of a call so resumes a question that is open, and asks anew for the next run. It
   * is not part of the proposal. Default false.
   */
  readonly renewable?: boolean | undefined;
  /** Claims the action at once if it may be executed. It is not part of the proposal. Default: no claim. */
  readonly claim?: ClaimAtOnce | undefined;
  /**
   * The maximum number of the owner's actions that wait at a time, including this one, from 1. Default 100. The
   * application sets it, never a client. It is not part of the proposal.
   */
  readonly openLimit?: number | undefined;
  /**
   * The maximum number of them that one access key or session proposed (`context.credentialId`), from 1. Default: half
   * of `openLimit`. The application sets it, never a client.
   */
  readonly openLimitOfKey?: number | undefined;
}

/** A service that proposes an action. */
export interface ProposingService {
  readonly id: string;
  /** The name by which policies know it. */
  readonly name: string;
}

/** A valid proposal, as it would be stored without policies. */
export interface ProposedRow {
  readonly row: PendingActionRow;
  /** The canonical JSON of the payload, which digests cover. */
  readonly canonicalPayload: string;
  /** The name of the service that proposes it; null for a person. */
  readonly service: string | null;
}

/** Validates a proposal and makes its row. */
export function toProposedRow(
  input: NewPendingAction,
  tokenHash: string,
  context: Context,
): ProposedRow {
  const {
    expiresInSeconds = pendingActionLimits.defaultTimeToLive,
    maxAttempts = pendingActionLimits.defaultAttempts,
    editable = false,
  } = input;
  const service = optionalService(input.service);
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
  const effect = keepOptional("effect", input.effect, context);
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
    content_bytes: 0,
    created_at: now,
    repository: optionalRepository(input.repository, context),
    service_id: service?.id ?? null,
    credential_id: context.credentialId?.toLowerCase() ?? null,
    approver_group: policy.approverGroup,
    escalation_group: null,
    escalates_at: null,
    escalated_at: null,
    editable: requireBoolean("editable", editable) ? true : null,
    version: null,
    edited_by: null,
    policy_name: null,
    policy_version: null,
    decided_surface: null,
    effect,
    preview: null,
    executable_at: null,
  } satisfies PendingActionRow;
  const asked = {
    actionType: row.action_type,
    summary: row.summary,
    effect,
    userId,
    repository: row.repository,
    version: 1,
    escalationGroup: null,
    escalatesAt: null,
    ...policy,
  };
  const request =
    idempotencyKey === null
      ? null
      : digestRequest(row, {
          summary: input.summary,
          effect: input.effect ?? null,
          payloadDigest: sha256(canonicalPayload),
          approvers: policy.approvers,
          timeToLive,
        });
  return {
    row: {
      ...row,
      payload_digest: digestQuestion(asked, canonicalPayload),
      request_digest: request,
      content_bytes: actionBytes(row),
    },
    canonicalPayload,
    service: service?.name ?? null,
  };
}

function optionalRepository(
  repository: string | null | undefined,
  context: Context,
): string | null {
  const name = optionalName("repository", repository, context);
  return name === null ? null : requireRepository("repository", name);
}

function optionalService(service: ProposingService | null | undefined): ProposingService | null {
  if (service === undefined || service === null) return null;
  const { id, name } = requireObject("service", service);
  return { id: requireUuid("service.id", id), name: requireText("service.name", name) };
}
