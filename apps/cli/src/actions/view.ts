import { decodeJsonExactly, type PendingAction } from "@handsfree/repositories";
import type { View } from "../output/page.ts";
import type { Cell } from "../output/table.ts";

export const pendingActionView: View<PendingAction> = {
  empty: "No action is waiting.",
  columns: {
    "CREATED AT": (action) => action.createdAt,
    "EXPIRES AT": (action) => action.expiresAt,
    STATE: (action) => action.state,
    TYPE: (action) => action.actionType,
    SUMMARY: (action) => action.summary,
    ID: (action) => action.id,
  },
  toJson: (action) => ({
    id: action.id,
    user_id: action.userId,
    proposed_by: action.proposedBy,
    summary: action.summary,
    action_type: action.actionType,
    action_payload: decodeJsonExactly(action.actionPayloadJson),
    payload_digest: action.payloadDigest,
    state: action.state,
    approvers: action.approvers,
    required_approvals: action.requiredApprovals,
    approvals: action.approvals,
    proposer_may_approve: action.proposerMayApprove,
    idempotency_key: action.idempotencyKey,
    expires_at: action.expiresAt,
    decided_at: action.decidedAt,
    decided_by: action.decidedBy,
    decision_reason: action.decisionReason,
    attempts: action.attempts,
    max_attempts: action.maxAttempts,
    worker: action.worker,
    lease_expires_at: action.leaseExpiresAt,
    started_at: action.startedAt,
    ended_at: action.endedAt,
    result: decodeJsonExactly(action.resultJson),
    error: action.error,
    created_at: action.createdAt,
  }),
};

/** What a person needs to know before and after they decide. */
export function pendingActionDetails(action: PendingAction): Record<string, Cell> {
  return {
    STATE: action.state,
    SUMMARY: action.summary,
    TYPE: action.actionType,
    PAYLOAD: action.actionPayloadJson,
    DIGEST: action.payloadDigest,
    "PROPOSED BY": action.proposedBy,
    APPROVERS: action.approvers.join(" "),
    APPROVALS: `${action.approvals} of ${action.requiredApprovals}`,
    "CREATED AT": action.createdAt,
    "EXPIRES AT": action.expiresAt,
    "DECIDED AT": action.decidedAt,
    "DECIDED BY": action.decidedBy,
    REASON: action.decisionReason,
    ATTEMPTS: `${action.attempts} of ${action.maxAttempts}`,
    "STARTED AT": action.startedAt,
    "ENDED AT": action.endedAt,
    RESULT: action.resultJson,
    ERROR: action.error,
    ID: action.id,
  };
}
