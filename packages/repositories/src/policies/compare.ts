import { requireList, requireObject, requireString } from "../validate.ts";
import { checkPolicies } from "./check-policies.ts";
import type { PolicyEffect } from "./effect.ts";
import { decide, type PolicyDecision } from "./evaluate.ts";
import { policyLimits } from "./limits.ts";
import type { Policy } from "./policy.ts";
import { type PolicyProposal, readProposal } from "./proposal.ts";

/** A proposal of a comparison. */
export interface ComparedProposal extends PolicyProposal {
  /** The name of the proposal in the answer, such as the id of its action. */
  readonly id: string;
}

/** The differences that other policies make for proposals. */
export interface PolicyComparisonReport {
  /** The number of proposals. */
  readonly compared: number;
  /** The number of proposals whose effect differs. */
  readonly different: number;
  /** The first 500 of them, in the order of the proposals. */
  readonly differences: readonly PolicyDifference[];
}

/** A proposal whose effect differs. */
export interface PolicyDifference {
  readonly id: string;
  readonly before: ComparedDecision;
  readonly after: ComparedDecision;
}

/** The decisions of one of the two lists. */
export interface ComparedDecision {
  readonly effect: PolicyEffect;
  /** The name of the policy that decided, or null for the default. */
  readonly policy: string | null;
}

/**
 * Compares what two lists of policies decide, as `evaluatePolicies` does: the dry run of a change. Only a different
 * effect is a difference, not another policy with the same one.
 *
 * @throws {InvalidInputError} naming the policy and the field, or the member of a proposal.
 */
export function comparePolicies(
  before: readonly Policy[],
  after: readonly Policy[],
  proposals: readonly ComparedProposal[],
): PolicyComparisonReport {
  const old = checkPolicies("before", before);
  const young = checkPolicies("after", after);
  const differences: PolicyDifference[] = [];
  let different = 0;
  for (const proposal of requireList("proposals", proposals)) {
    const id = requireString("id", requireObject("proposals", proposal).id);
    const reading = readProposal(proposal);
    const [was, becomes] = [decide(old, reading), decide(young, reading)];
    if (isSameEffect(was.effect, becomes.effect)) continue;
    different++;
    if (differences.length === policyLimits.differences) continue;
    differences.push({ id, before: withoutExplanation(was), after: withoutExplanation(becomes) });
  }
  return { compared: proposals.length, different, differences };
}

/** Whether two effects are the same. Checked effects have their members in one order. */
export function isSameEffect(a: PolicyEffect, b: PolicyEffect): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A decision without its reasons. */
export function withoutExplanation({ effect, policy }: PolicyDecision): ComparedDecision {
  return { effect, policy };
}
