import type { AskAsProposedEffect, AskEffect } from "./effect.ts";

/** Who may decide an action, until when, and how. A `PendingAction` has these members. */
export interface ActionTerms {
  /** The people who may decide, besides the members of the group. */
  readonly approvers: readonly string[];
  /** The name of the group whose members may decide; null for none. */
  readonly approverGroup: string | null;
  readonly requiredApprovals: number;
  /** Whether an approver may change the payload. */
  readonly editable: boolean;
  readonly expiresAt: Date;
  /** The name of the group that is asked in place of all others from `escalatesAt`; null for none. */
  readonly escalationGroup: string | null;
  readonly escalatesAt: Date | null;
}

/** The terms of an action that policies ask about: those of the policy, or else those that were proposed. */
export function termsOfAsk(
  effect: AskEffect | AskAsProposedEffect,
  proposed: ActionTerms,
  now: Date,
): ActionTerms {
  if (effect.whom === "as_proposed") return proposed;
  const { whom, approvals, expiresInSeconds, edit, onExpiry } = effect;
  const undecided = after(now, expiresInSeconds);
  const escalates = onExpiry.kind === "escalate";
  return {
    approvers: "approvers" in whom ? whom.approvers : [],
    approverGroup: "group" in whom ? whom.group : null,
    requiredApprovals: approvals,
    editable: edit,
    expiresAt: escalates ? after(undecided, onExpiry.expiresInSeconds) : undecided,
    escalationGroup: escalates ? onExpiry.group : null,
    escalatesAt: escalates ? undecided : null,
  };
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
