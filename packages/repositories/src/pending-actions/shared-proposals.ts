import { insertRows, type SharedWork } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { actionLogLimits } from "../action-logs/limits.ts";
import type { Proposal } from "./proposal-outcome.ts";
import { countOpenActions, serializeProposals } from "./open-limit.ts";
import { type AskedProposal, ProposalDecisions } from "./proposal-decisions.ts";
import { findKeyHolders, freeProposalKeys, holdsKey } from "./proposal-keys.ts";

/** Decides and stores proposals. Each gets the outcome that it would have in a transaction of its own, in their order. */
export const sharedProposals: SharedWork<Database, AskedProposal, Proposal> = {
  bytes: ({ row }) => 2000 + 2 * (row.content_bytes ?? 0),
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
  const rows = proposals.map(({ row }) => row);
  await serializeProposals(transaction, rows);
  const holders = await findKeyHolders(transaction, rows);
  const counted = rows.filter((row) => !holdsKey(holders, row));
  const open = await countOpenActions(transaction, counted);

  const decisions = new ProposalDecisions(holders, open);
  const outcomes = proposals.map((proposal) => decisions.decide(proposal));
  const { accepted, tokens, freed } = decisions;
  await freeProposalKeys(transaction, freed);
  await insertRows(
    transaction,
    "pending_actions",
    accepted.map(({ row }) => row),
  );
  await insertRows(
    transaction,
    "action_logs",
    accepted.map(({ record }) => record),
  );
  await insertRows(transaction, "pending_action_tokens", tokens);
  return outcomes;
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
