import { type PendingAction } from "@handsfree/repositories/pending-actions";
import { renderPendingAction } from "@handsfree/wire/pending-actions";
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
  render: renderPendingAction,
};

/** The fields that a person needs before and after a decision. */
export function pendingActionDetails(action: PendingAction): Record<string, Cell> {
  return {
    STATE: action.state,
    SUMMARY: action.summary,
    TYPE: action.actionType,
    REPOSITORY: action.repository,
    PAYLOAD: action.actionPayloadJson,
    VERSION: action.version,
    "EDITED BY": action.editedBy,
    DIGEST: action.payloadDigest,
    "PROPOSED BY": action.proposedBy,
    APPROVERS: action.approvers.join(" "),
    GROUP: action.approverGroup,
    "ESCALATES TO": action.escalationGroup,
    "ESCALATES AT": action.escalatesAt,
    POLICY: action.policyName,
    APPROVALS: `${action.approvals} of ${action.requiredApprovals}`,
    "CREATED AT": action.createdAt,
    "EXPIRES AT": action.expiresAt,
    "DECIDED AT": action.decidedAt,
    "DECIDED BY": action.decidedBy,
    "DECIDED ON": action.decidedSurface,
    REASON: action.decisionReason,
    ATTEMPTS: `${action.attempts} of ${action.maxAttempts}`,
    "STARTED AT": action.startedAt,
    "ENDED AT": action.endedAt,
    RESULT: action.resultJson,
    ERROR: action.error,
    ID: action.id,
  };
}
