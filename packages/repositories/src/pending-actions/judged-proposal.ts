import type { ActionLogRow, PendingActionRow } from "@handsfree/schema";
import { policyName } from "../person.ts";
import type { PolicyEffect } from "../policies/effect.ts";
import {
  type ApprovalTerms,
  approvalTermsOf,
  plainTerms,
} from "../policies/store/find-approval-terms.ts";
import type { Judgment } from "../policies/store/judge-proposals.ts";
import { type ActionTerms, termsOfAsk } from "../policies/terms.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { actionBytes } from "./action-bytes.ts";
import { digestQuestion } from "./digest.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import { graceEnd } from "./grace.ts";
import { type ActionStep, stepRow } from "./transition.ts";

/** A proposal after policies decided it, with what is written if it is accepted. */
export interface JudgedProposal {
  readonly row: PendingActionRow;
  /** The action of the row. */
  readonly action: PendingAction;
  readonly records: readonly ActionLogRow[];
  /** The policy's terms for its approvals. */
  readonly terms: ApprovalTerms;
}

/**
 * Applies a judgment to a proposal: it is denied, confirmed at once, or waits as the policy says. The first audit row
 * explains the judgment, except if there are no policies.
 */
export function applyJudgment(asked: AskedProposal, judgment: Judgment): JudgedProposal {
  const { effect, policy, version, explanation } = judgment;
  if (policy === null && version === null) {
    return { row: asked.row, action: asked.action, records: [asked.record], terms: plainTerms };
  }
  const judged = { ...asked.row, policy_name: policy, policy_version: version };
  const row = { ...judged, ...changesBy(asked, effect) };
  const action = toPendingAction(row);
  const by = proposerOf(row);
  const details = { ...proposedDetails(row), policy_version: version, explanation };
  const steps = stepsOf(effect, by, row).map((step) =>
    stepRow({ action, ...step, details: { ...details, ...step.details } }, asked.context),
  );
  return { row, action, records: steps, terms: approvalTermsOf(effect) };
}

/** The steps to record. */
function stepsOf(
  effect: PolicyEffect,
  proposer: string,
  { executable_at: executableAt }: PendingActionRow,
): readonly Omit<ActionStep, "action">[] {
  if (effect.kind === "deny") {
    const details = { proposed_by: proposer };
    return [{ to: "denied", event: "denied", by: policyName, reason: effect.reason, details }];
  }
  const proposed = { to: "pending", event: "proposed", by: proposer } as const;
  return effect.kind === "allow"
    ? [proposed, { to: "confirmed", event: "confirmed", by: policyName, executableAt }]
    : [proposed];
}

/** The person in whose name it is proposed. */
export function proposerOf({ proposed_by, user_id }: PendingActionRow): string {
  return proposed_by ?? user_id;
}

/** The members of the audit row of a proposal that its action's row has. */
export function proposedDetails({
  service_id,
}: PendingActionRow): Readonly<Record<string, unknown>> {
  return service_id === null ? {} : { service_id };
}

function changesBy(asked: AskedProposal, effect: PolicyEffect): Partial<PendingActionRow> {
  const { row, action, canonicalPayload } = asked;
  const now = row.created_at;
  if (effect.kind === "deny") {
    return { state: "denied", decided_at: now, decision_reason: effect.reason };
  }
  if (effect.kind === "allow") {
    const executableAt = graceEnd(now, effect.graceSeconds);
    return {
      state: "confirmed",
      decided_at: now,
      queued_at: row.max_attempts > 0 ? (executableAt ?? now) : null,
      executable_at: executableAt,
    };
  }
  const terms = termsOfAsk(effect, action, now);
  if (terms === action) return {};
  const digest = digestQuestion({ ...action, ...terms }, canonicalPayload);
  return { ...rowOfTerms(row, terms), payload_digest: digest };
}

/** The columns of an action's terms. */
export function rowOfTerms(row: PendingActionRow, terms: ActionTerms): Partial<PendingActionRow> {
  const isOwnerAlone = terms.approvers.length === 1 && terms.approvers[0] === row.user_id;
  const approvers = isOwnerAlone ? null : JSON.stringify(terms.approvers);
  return {
    approvers,
    approver_group: terms.approverGroup,
    required_approvals: terms.requiredApprovals,
    editable: terms.editable ? true : null,
    expires_at: terms.expiresAt,
    escalation_group: terms.escalationGroup,
    escalates_at: terms.escalatesAt,
    content_bytes: actionBytes({ ...row, approvers }),
  };
}
