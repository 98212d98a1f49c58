import { decodeJsonExactly, type PendingAction } from "@handsfree/repositories";
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
    description: "SHA-256 of the payload's canonical JSON (RFC 8785), in hexadecimal",
  }),
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
