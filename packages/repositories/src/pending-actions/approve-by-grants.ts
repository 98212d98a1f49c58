import type { UsableGrant } from "../grants/usable-grants.ts";
import { toPendingAction } from "./action.ts";
import type { JudgedProposal } from "./judged-proposal.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import { stepRow } from "./transition.ts";
import { applyVerdict } from "./verdict.ts";

/** Applies the grants' approvals to a proposal that waits, each with its audit row. */
export function approveByGrants(
  judged: JudgedProposal,
  grants: readonly UsableGrant[],
  { context }: AskedProposal,
): JudgedProposal {
  return grants.reduce<JudgedProposal>(({ row, action, records }, grant) => {
    const { user_id: by, reason } = grant;
    const verdict = { to: "confirmed", by, reason, surface: null } as const;
    const standing = { group: action.approvers.includes(by) ? null : action.approverGroup };
    const { set, step } = applyVerdict(action, verdict, standing, context.now());
    const record = stepRow({ ...step, details: { ...step.details, grant_id: grant.id } }, context);
    const approved = { ...row, ...set };
    return { row: approved, action: toPendingAction(approved), records: [...records, record] };
  }, judged);
}
