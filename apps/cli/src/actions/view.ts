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
    EFFECT: action.effect,
    PREVIEW: previewText(action),
    "PREVIEWED AT": action.preview?.madeAt ?? null,
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
    "EXECUTABLE AT": action.executableAt,
    ATTEMPTS: `${action.attempts} of ${action.maxAttempts}`,
    "STARTED AT": action.startedAt,
    "ENDED AT": action.endedAt,
    RESULT: action.resultJson,
    ERROR: action.error,
    ID: action.id,
  };
}

/** The title and the address of a preview, and each of its facts. */
function previewText({ preview }: PendingAction): string | null {
  if (preview === null) return null;
  const { title, url, facts } = preview;
  const shown = facts.map(({ label, value }) => `${label}: ${value}`);
  return [title, ...(url === null ? [] : [url]), ...shown].join("; ");
}
