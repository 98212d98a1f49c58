import { digestJson } from "../canonical-json.ts";
import type { PendingActionRow } from "@handsfree/schema";

/** The parts of a proposal that its row does not have. */
interface AsAsked {
  /** Before redaction. */
  readonly summary: string;
  /** Before redaction; null for none. */
  readonly effect: string | null;
  /** The digest of the payload alone. */
  readonly payloadDigest: string;
  readonly approvers: readonly string[];
  /** In seconds. */
  readonly timeToLive: number;
}

/**
 * Digests a proposal before redaction and before any policy, with defaults filled in and approvers sorted. What a
 * proposal can be given since later releases is covered only if it is given, so that retries of earlier proposals find
 * their actions.
 */
export function digestRequest(row: PendingActionRow, asked: AsAsked): string {
  return digestJson("proposal", {
    summary: asked.summary,
    action_type: row.action_type,
    payload_digest: asked.payloadDigest,
    proposed_by: row.proposed_by,
    approvers: asked.approvers.toSorted(),
    required_approvals: row.required_approvals,
    proposer_may_approve: row.proposer_may_approve,
    max_attempts: row.max_attempts,
    time_to_live: asked.timeToLive,
    ...(asked.effect !== null && { effect: asked.effect }),
    ...(row.repository !== null && { repository: row.repository }),
    ...(row.service_id !== null && { service_id: row.service_id }),
    ...(row.approver_group !== null && { approver_group: row.approver_group }),
    ...(row.editable === true && { editable: true }),
  });
}
