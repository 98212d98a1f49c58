import type { UsableGrant, UsableGrants } from "../grants/usable-grants.ts";
import { toPendingAction } from "./action.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import type { JudgedProposal } from "./judged-proposal.ts";
import { stepRow } from "./transition.ts";
import { applyVerdict, type Verdict } from "./verdict.ts";

/** Applies the approvals of some of the grants to a proposal that waits, each with its audit row. */
export function approveByGrants(
  judged: JudgedProposal,
  used: readonly UsableGrant[],
  grants: UsableGrants,
  { context }: AskedProposal,
): JudgedProposal {
  return used.reduce<JudgedProposal>(({ row, action, records, terms }, grant) => {
    const standing = grants.standingOf(grant, action);
    const { graceSeconds } = terms;
    const by = { standing, graceSeconds };
    const { set, step } = applyVerdict(action, verdictOf(grant), by, context.now());
    const record = stepRow({ ...step, details: { ...step.details, grant_id: grant.id } }, context);
    const approved = { ...row, ...set };
    return {
      row: approved,
      action: toPendingAction(approved),
      records: [...records, record],
      terms,
    };
  }, judged);
}

/** A grant is no decision on a surface: the person gave it before. */
export function verdictOf({ user_id: by, reason }: UsableGrant): Verdict {
  return { to: "confirmed", by, reason, surface: null };
}
