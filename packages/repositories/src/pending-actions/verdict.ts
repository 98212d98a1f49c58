import type { StoredAction, PendingAction } from "./action.ts";
import type { ActionStep } from "./transition.ts";

/** The decision of one person. */
export interface Verdict {
  readonly to: "confirmed" | "cancelled";
  /** UUID of the person, in lower case. */
  readonly by: string;
  readonly reason: string | null;
}

/** A change of an action, and its record. */
export interface ActionChange {
  readonly after: PendingAction;
  readonly set: Partial<StoredAction>;
  readonly step: ActionStep;
}

/** What a verdict makes of an action that it may decide. */
export function applyVerdict(
  action: PendingAction,
  { to: wanted, by, reason }: Verdict,
  now: Date,
): ActionChange {
  const confirms = wanted === "confirmed";
  const approvals = confirms ? action.approvals + 1 : action.approvals;
  const isLast = !confirms || approvals >= action.requiredApprovals;
  const state = isLast ? wanted : "pending";
  const isExecutable = state === "confirmed" && action.maxAttempts > 0;
  const decided = isLast
    ? { decidedAt: now, decidedBy: by, decisionReason: reason }
    : { decidedAt: null, decidedBy: null, decisionReason: null };
  return {
    after: { ...action, ...decided, state, approvals },
    set: {
      payload_digest: action.payloadDigest,
      approvals,
      decided_at: decided.decidedAt,
      queued_at: isExecutable ? now : null,
      decided_by: decided.decidedBy,
      decision_reason: decided.decisionReason,
      state,
    },
    step: {
      action,
      to: state,
      event: isLast ? wanted : "approved",
      by,
      reason,
      details: { approvals, required_approvals: action.requiredApprovals },
    },
  };
}

/** The end of an action that was not decided in time. */
export function expire(action: PendingAction): ActionChange {
  return {
    after: { ...action, state: "expired" },
    set: { payload_digest: action.payloadDigest, state: "expired" },
    step: { action, to: "expired", event: "expired", by: "clock" },
  };
}
