import { decodeJsonExactly, escapeInvisible, type PendingAction } from "@handsfree/repositories";
import { pendingActionStates } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { Nullable, OneOf, Time, Uuid } from "../../http/schemas.ts";

export const actionProperties = {
  id: Uuid,
  user_id: Uuid,
  proposed_by: Nullable(Uuid),
  summary: Type.String(),
  action_type: Type.String(),
  action_payload: Type.Unknown(),
  payload_digest: Type.String({
    description:
      "v2: and, in hexadecimal, SHA-256 of a canonical JSON object (RFC 8785, but for numbers that no double spells) of the members action_payload, action_type, approvers (sorted), proposed_by, proposer_may_approve, required_approvals, summary and user_id of this action. Of an action of before, 64 digits: of the payload alone",
  }),
  display: Type.Object(
    {
      summary: Type.String(),
      action_type: Type.String(),
      action_payload: Type.String({ description: "As JSON" }),
    },
    {
      description:
        "What to show to the person who decides: characters that do not show, or turn directions, are written as \\u200b",
    },
  ),
  state: OneOf(pendingActionStates),
  approvers: Type.Array(Uuid, { description: "Who may decide" }),
  required_approvals: Type.Integer(),
  approvals: Type.Integer(),
  proposer_may_approve: Type.Boolean(),
  idempotency_key: Nullable(Type.String()),
  expires_at: Time,
  decided_at: Nullable(Time),
  decided_by: Nullable(Uuid),
  decision_reason: Nullable(Type.String()),
  attempts: Type.Integer({ description: "How often its execution has begun" }),
  max_attempts: Type.Integer({ description: "0 where whoever confirms it carries it out" }),
  worker: Nullable(Type.String()),
  lease_expires_at: Nullable(Time),
  started_at: Nullable(Time),
  ended_at: Nullable(Time),
  result: Type.Unknown(),
  error: Nullable(Type.String()),
  created_at: Time,
};

export const ActionSchema = Type.Object(actionProperties);

export function renderAction(action: PendingAction): Static<typeof ActionSchema> {
  return {
    id: action.id,
    user_id: action.userId,
    proposed_by: action.proposedBy,
    summary: action.summary,
    action_type: action.actionType,
    action_payload: decodeJsonExactly(action.actionPayloadJson),
    payload_digest: action.payloadDigest,
    display: {
      summary: escapeInvisible(action.summary),
      action_type: escapeInvisible(action.actionType),
      action_payload: escapeInvisible(action.actionPayloadJson),
    },
    state: action.state,
    approvers: [...action.approvers],
    required_approvals: action.requiredApprovals,
    approvals: action.approvals,
    proposer_may_approve: action.proposerMayApprove,
    idempotency_key: action.idempotencyKey,
    expires_at: action.expiresAt.toISOString(),
    decided_at: action.decidedAt?.toISOString() ?? null,
    decided_by: action.decidedBy,
    decision_reason: action.decisionReason,
    attempts: action.attempts,
    max_attempts: action.maxAttempts,
    worker: action.worker,
    lease_expires_at: action.leaseExpiresAt?.toISOString() ?? null,
    started_at: action.startedAt?.toISOString() ?? null,
    ended_at: action.endedAt?.toISOString() ?? null,
    result: decodeJsonExactly(action.resultJson),
    error: action.error,
    created_at: action.createdAt.toISOString(),
  };
}
