import type { DecisionSurface } from "@handsfree/schema";
import type { StoredAction, PendingAction } from "./action.ts";
import type { Standing } from "./may-decide.ts";
import { graceEnd } from "./grace.ts";
import type { ActionStep } from "./transition.ts";

/** The decision of one person. */
export interface Verdict {
  /** A person who is asked confirms or rejects it, and who proposed it or owns it cancels it. */
  readonly to: "confirmed" | "cancelled" | "rejected";
  /** UUID of the person, or of the service that cancels its proposal, in lower case. */
  readonly by: string;
  readonly reason: string | null;
  /** Null for a standing grant. */
  readonly surface: DecisionSurface | null;
}

/** A change of an action, and its record. */
export interface ActionChange {
  readonly after: PendingAction;
  readonly set: Partial<StoredAction>;
  readonly step: ActionStep;
}

/**
 * The change that a verdict makes to an action that it may decide.
 *
 * @param standing by what the person may decide; undefined for a cancellation.
 * @param graceSeconds how long a confirmation can be taken back.
 */
export function applyVerdict(
  action: PendingAction,
  { to: wanted, by, reason, surface }: Verdict,
  {
    standing,
    graceSeconds,
  }: { readonly standing: Standing | undefined; readonly graceSeconds: number | undefined },
  now: Date,
): ActionChange {
  const confirms = wanted === "confirmed";
  const approvals = confirms ? action.approvals + 1 : action.approvals;
  const isLast = !confirms || approvals >= action.requiredApprovals;
  const state = isLast ? wanted : "pending";
  const isExecutable = state === "confirmed" && action.maxAttempts > 0;
  const executableAt = state === "confirmed" ? graceEnd(now, graceSeconds) : null;
  const decided = isLast
    ? { decidedAt: now, decidedBy: by, decisionReason: reason, decidedSurface: surface }
    : { decidedAt: null, decidedBy: null, decisionReason: null, decidedSurface: null };
  return {
    after: { ...action, ...decided, state, approvals, executableAt },
    set: {
      payload_digest: action.payloadDigest,
      approvals,
      decided_at: decided.decidedAt,
      queued_at: isExecutable ? (executableAt ?? now) : null,
      decided_by: decided.decidedBy,
      decision_reason: decided.decisionReason,
      decided_surface: decided.decidedSurface,
      state,
      // Left out where it stays null, so that most decisions are statements of one shape.
      ...(executableAt !== null && { executable_at: executableAt }),
    },
    step: {
      action,
      to: state,
      event: isLast ? wanted : "approved",
      by,
      reason,
      executableAt,
      details: {
        approvals,
        required_approvals: action.requiredApprovals,
        surface,
        ...decidedBy(action, standing),
      },
    },
  };
}

/** The members of an audit row about the decided version and the person's right to decide it. */
export function decidedBy(
  { version, policyName, policyVersion }: PendingAction,
  standing: Standing | undefined,
): Readonly<Record<string, unknown>> {
  return {
    version,
    policy: policyName,
    policy_version: policyVersion,
    group: standing?.group ?? null,
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
