import { executeAll, insertRows, type SharedWork } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { actionLogLimits } from "../action-logs/limits.ts";
import { findUsableGrants } from "../grants/usable-grants.ts";
import { judgeProposals } from "../policies/store/judge-proposals.ts";
import { findRules } from "../policies/store/rules.ts";
import { findUnknownGroups } from "../policies/store/unknown-groups.ts";
import { writeChanges } from "../work/write-changes.ts";
import { insertApproval } from "./approvals.ts";
import { verdictOf } from "./approve-by-grants.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import { executionWork } from "./execution/work.ts";
import { applyJudgment, type JudgedProposal } from "./judged-proposal.ts";
import { notifyTransition } from "./notifications.ts";
import { countOpenActions, serializeProposals } from "./open-limit.ts";
import {
  type AcceptedProposal,
  ProposalDecisions,
  type ReadForProposals,
} from "./proposal-decisions.ts";
import { findKeyHolders, freeProposalKeys, holdsKey } from "./proposal-keys.ts";
import type { Proposal } from "./proposal-outcome.ts";

/** Decides and stores proposals. Each gets the outcome that it would have in a transaction of its own, in their order. */
export const sharedProposals: SharedWork<Database, AskedProposal, Proposal> = {
  bytes: ({ row }) => 2000 + 3 * (row.content_bytes ?? 0),
  async run(transaction, proposals) {
    const outcomes: Proposal[] = [];
    for (const some of withinKeyLife(proposals)) {
      outcomes.push(...(await decideTogether(transaction, some)));
    }
    return outcomes;
  },
};

async function decideTogether(
  transaction: Transaction<Database>,
  proposals: readonly AskedProposal[],
): Promise<Proposal[]> {
  const read = await readFor(transaction, proposals);
  const decisions = new ProposalDecisions(read);
  const outcomes = proposals.map((proposal) => decisions.decide(proposal));
  const { accepted, tokens, freed, claims } = decisions;
  await freeProposalKeys(transaction, freed);
  await insertRows(
    transaction,
    "pending_actions",
    accepted.map(({ row }) => row),
  );
  await insertRows(
    transaction,
    "action_logs",
    accepted.flatMap(({ records }) => records),
  );
  await insertRows(transaction, "pending_action_tokens", tokens);
  // None is lost: their rows are locked.
  await writeChanges(transaction, executionWork, claims);
  await writeGrants(transaction, accepted, read);
  await notifyWorkers(transaction, accepted);
  return outcomes;
}

async function readFor(
  transaction: Transaction<Database>,
  proposals: readonly AskedProposal[],
): Promise<ReadForProposals> {
  const rows = proposals.map(({ row }) => row);
  await serializeProposals(transaction, rows);
  const holders = await findKeyHolders(transaction, proposals);
  const added = proposals.filter((proposal) => !holdsKey(holders, proposal));
  const open = await countOpenActions(
    transaction,
    added.map(({ row }) => row),
  );
  const rules = await findRules(transaction);
  const judgments = await judgeProposals(
    transaction,
    added.map(({ proposal }) => proposal),
    rules,
  );
  const judged = new Map<AskedProposal, JudgedProposal>();
  for (const [index, judgment] of judgments.entries()) {
    const asked = added[index];
    if (asked !== undefined) judged.set(asked, applyJudgment(asked, judgment));
  }
  const waiting = [...judged]
    .map(([{ proposal }, { action }]) => ({ proposal, action }))
    .filter(({ action }) => action.state === "pending");
  const grants = await findUsableGrants(transaction, waiting, rules);
  const unknownGroups = await findUnknownGroups(
    transaction,
    added.flatMap(({ row }) => row.approver_group ?? []),
  );
  return { holders, open, judged, grants, unknownGroups };
}

/** Writes the uses of grants, and the approvals of those actions that need several. */
async function writeGrants(
  transaction: Transaction<Database>,
  accepted: readonly AcceptedProposal[],
  { grants }: ReadForProposals,
): Promise<void> {
  const approvals = accepted.flatMap(({ action, grants: used, context }) =>
    action.requiredApprovals === 1
      ? []
      : used.map((grant) => insertApproval(transaction, action, verdictOf(grant), context)),
  );
  await executeAll(transaction, approvals);
  await grants.write(transaction);
}

/** Notifies workers of actions that can be executed at once. */
async function notifyWorkers(
  transaction: Transaction<Database>,
  accepted: readonly AcceptedProposal[],
): Promise<void> {
  for (const { action } of accepted) {
    if (action.state !== "confirmed") continue;
    const { state: to, executableAt } = action;
    await notifyTransition(transaction, { action, to, event: "confirmed", executableAt });
  }
}

/**
 * Splits proposals whose instants are far apart, which happens when the clock is set or the machine was suspended.
 * Then none of them can free a key that another one of its part gets.
 */
function withinKeyLife(proposals: readonly AskedProposal[]): AskedProposal[][] {
  const parts: AskedProposal[][] = [];
  let [first, last] = [Infinity, -Infinity];
  for (const proposal of proposals) {
    const time = proposal.row.created_at.getTime();
    first = Math.min(first, time);
    last = Math.max(last, time);
    const part = parts.at(-1);
    if (part !== undefined && last - first < actionLogLimits.defaultKeyLife * 1000) {
      part.push(proposal);
    } else {
      parts.push([proposal]);
      [first, last] = [time, time];
    }
  }
  return parts;
}
