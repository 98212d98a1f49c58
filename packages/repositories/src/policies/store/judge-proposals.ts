import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { decide, type PolicyDecision } from "../evaluate.ts";
import { readProposal } from "../proposal.ts";
import { findParsed } from "./parsed-policies.ts";
import { type OwnedProposal, Restrictions } from "./restrictions.ts";
import { findRules, type Rules } from "./rules.ts";

/** The decision of the stored policies about a proposal. */
export interface Judgment extends PolicyDecision {
  /** The version of the policies; null if none are stored. */
  readonly version: number | null;
}

/**
 * Decides proposals by the newest stored policies, and then by those of the owner's `repo_policies`, which can only make
 * a decision stricter.
 *
 * @param rules what `findRules` found before, in the same transaction. Default: it is read.
 * @returns one judgment for each proposal.
 */
export async function judgeProposals(
  db: Executor<Database>,
  proposals: readonly OwnedProposal[],
  rules?: Rules,
): Promise<readonly Judgment[]> {
  const { policies: newest } = rules ?? (await findRules(db));
  const policies = newest === null ? [] : await findParsed(db, newest);
  const restrictions = await Restrictions.find(db, proposals);
  return proposals.map((proposal) => ({
    ...restrictions.apply(decide(policies, readProposal(proposal)), proposal),
    version: newest?.version ?? null,
  }));
}
