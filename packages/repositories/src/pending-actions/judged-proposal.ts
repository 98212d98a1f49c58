import type { ActionLogRow, PendingActionRow } from "@handsfree/schema";
import { contentBytes } from "../large-contents.ts";
import { policyName } from "../person.ts";
import type { Judgment } from "../policies/store/judge-proposals.ts";
import { type ActionTerms, termsOfAsk } from "../policies/terms.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { digestQuestion } from "./digest.ts";
import type { AskedProposal } from "./proposal-decisions.ts";
import { type ActionStep, stepRow } from "./transition.ts";

/** A proposal after policies decided it, with what is written if it is accepted. */
export interface JudgedProposal {
  readonly row: PendingActionRow;
  /** The action of the row. */
  readonly action: PendingAction;
  readonly records: readonly ActionLogRow[];
}

/**
 * Applies a judgment to a proposal: it is denied, confirmed at once, or waits as the policy says. The first audit row
 * explains the judgment, except if there are no policies.
 */
export function applyJudgment(asked: AskedProposal, judgment: Judgment): JudgedProposal {
  const { effect, policy, version, explanation } = judgment;
  if (policy === null && version === null) {
    return { row: asked.row, action: asked.action, records: [asked.record] };
  }
  const judged = { ...asked.row, policy_name: policy, policy_version: version };
  const details = { ...proposedDetails(judged), policy_version: version, explanation };
  const row = { ...judged, ...changesBy(asked, effect) };
  const action = toPendingAction(row);
  const by = proposerOf(row);
  const step = (values: Pick<ActionStep, "to" | "event" | "by">): ActionLogRow =>
    stepRow({ action, details, ...values }, asked.context);
  switch (effect.kind) {
    case "deny": {
      const denial = {
        to: "denied",
        event: "denied",
        by: policyName,
        reason: effect.reason,
      } as const;
      const record = stepRow(
        { action, details: { proposed_by: by, ...details }, ...denial },
        asked.context,
      );
      return { row, action, records: [record] };
    }
    case "allow": {
      const proposed = step({ to: "pending", event: "proposed", by });
      const confirmed = step({ to: "confirmed", event: "confirmed", by: policyName });
      return { row, action, records: [proposed, confirmed] };
    }
    case "ask":
      return { row, action, records: [step({ to: "pending", event: "proposed", by })] };
  }
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

function changesBy(asked: AskedProposal, effect: Judgment["effect"]): Partial<PendingActionRow> {
  const { row, action, canonicalPayload } = asked;
  const now = row.created_at;
  switch (effect.kind) {
    case "deny":
      return { state: "denied", decided_at: now, decision_reason: effect.reason };
    case "allow":
      return { state: "confirmed", decided_at: now, queued_at: row.max_attempts > 0 ? now : null };
    case "ask": {
      const terms = termsOfAsk(effect, action, now);
      if (terms === action) return {};
      const digest = digestQuestion({ ...action, ...terms }, canonicalPayload);
      return { ...rowOfTerms(row, terms), payload_digest: digest };
    }
  }
}

function rowOfTerms(row: PendingActionRow, terms: ActionTerms): Partial<PendingActionRow> {
  const { summary, action_payload, user_id } = row;
  const isOwnerAlone = terms.approvers.length === 1 && terms.approvers[0] === user_id;
  const approvers = isOwnerAlone ? null : JSON.stringify(terms.approvers);
  return {
    approvers,
    approver_group: terms.approverGroup,
    required_approvals: terms.requiredApprovals,
    editable: terms.editable ? true : null,
    expires_at: terms.expiresAt,
    escalation_group: terms.escalationGroup,
    escalates_at: terms.escalatesAt,
    content_bytes: contentBytes(summary, action_payload, approvers),
  };
}
