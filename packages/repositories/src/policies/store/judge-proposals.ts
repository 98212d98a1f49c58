import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { isOneOf } from "../../one-of.ts";
import { evaluatePolicies, type PolicyDecision } from "../evaluate.ts";
import { fromRepoPolicy } from "../from-repo-policy.ts";
import type { Policy } from "../policy.ts";
import type { PolicyProposal } from "../proposal.ts";
import { restrictDecision } from "../restrict-decision.ts";
import { findParsed } from "./parsed-policies.ts";
import { findRules, type Rules } from "./rules.ts";

/** A proposal of one owner. */
export interface OwnedProposal extends PolicyProposal {
  /** The owner, whose rows of `repo_policies` restrict the decision. */
  readonly userId: string;
}

/** What the stored policies decide about a proposal. */
export interface Judgment extends PolicyDecision {
  /** The version of the policies; null if none are stored. */
  readonly version: number | null;
}

/**
 * Decides proposals by the newest stored policies, and then by those of the owner's `repo_policies`, which can only make
 * a decision stricter.
 *
 * @returns one judgment for each proposal.
 */
export async function judgeProposals(
  transaction: Transaction<Database>,
  proposals: readonly OwnedProposal[],
  rules?: Rules,
): Promise<readonly Judgment[]> {
  const { policies: newest } = rules ?? (await findRules(transaction));
  const policies = newest === null ? [] : await findParsed(transaction, newest);
  const restrictions = await findRestrictions(transaction, proposals);
  return proposals.map((proposal) => {
    const decision = evaluatePolicies(policies, proposal);
    const ofRepository = restrictions.get(keyOf(proposal.userId, proposal.repository)) ?? [];
    const restricted = ofRepository.reduce(
      (before, others) => restrictDecision(before, evaluatePolicies(others, proposal)),
      decision,
    );
    return { ...restricted, version: newest?.version ?? null };
  });
}

/** The policies of the rows about the proposals' repositories. Rows that differ in case are about one repository. */
async function findRestrictions(
  transaction: Transaction<Database>,
  proposals: readonly OwnedProposal[],
): Promise<ReadonlyMap<string, readonly (readonly Policy[])[]>> {
  const named = proposals.filter(({ repository }) => repository !== null);
  if (named.length === 0) return new Map();
  const wanted = new Set(named.map(({ userId, repository }) => keyOf(userId, repository)));
  const rows = await transaction
    .selectFrom("repo_policies")
    .select([
      "user_id",
      "repo_full_name",
      "allow_merge",
      "allow_rerun",
      "allow_request_review",
      "allow_comment",
      "require_confirmation",
    ])
    .where(isOneOf("user_id", "uuid", [...new Set(named.map(({ userId }) => userId))]))
    .execute();
  const found = new Map<string, (readonly Policy[])[]>();
  for (const row of rows) {
    const key = keyOf(row.user_id, row.repo_full_name);
    if (!wanted.has(key)) continue;
    found.set(key, [...(found.get(key) ?? []), fromRepoPolicy(row)]);
  }
  return found;
}

function keyOf(userId: string, repository: string | null): string {
  return `${userId}/${repository?.toLowerCase()}`;
}
