import { checkPolicies } from "./check-policies.ts";
import { type CompiledPolicy, compilePolicy } from "./compile-policy.ts";
import { defaultEffect, type PolicyEffect } from "./effect.ts";
import {
  explain,
  explainPart,
  type ExplainedPart,
  type MissedPolicy,
  type PolicyExplanation,
} from "./explanation.ts";
import type { Policy } from "./policy.ts";
import { type PolicyProposal, type ProposalReading, readProposal } from "./proposal.ts";

/** The decision of policies about a proposal. */
export interface PolicyDecision {
  readonly effect: PolicyEffect;
  /** The name of the policy that decided, or null for the default. */
  readonly policy: string | null;
  readonly explanation: PolicyExplanation;
}

/**
 * Decides a proposal: by the first policy that matches, or else by asking the approvers whom the proposal names.
 *
 * A comparison that cannot be made (`PolicyDoubt`) counts as true in a policy that denies or asks, and as false in one
 * that allows. So no payload is allowed because it could not be understood, and it does not slip past a denial either.
 * Nothing in a payload makes the evaluation fail. Its cost is proportional to the policies and to the payload.
 *
 * @param policies at most 1000, with unique names. Those of `parsePolicies` are not checked again.
 * @throws {InvalidInputError} naming the policy and the field, or the member of the proposal.
 */
export function evaluatePolicies(
  policies: readonly Policy[],
  proposal: PolicyProposal,
): PolicyDecision {
  return decide(checkPolicies("policies", policies), readProposal(proposal));
}

/** Decides by policies of `checkPolicies`. */
export function decide(policies: readonly Policy[], proposal: ProposalReading): PolicyDecision {
  const missed: MissedPolicy[] = [];
  for (const policy of policies) {
    const { miss, doubt } = judge(compilePolicy(policy), proposal);
    const { name, effect } = policy;
    if (miss === null) return { effect, policy: name, explanation: explain(name, doubt, missed) };
    missed.push({ policy: name, ...miss });
  }
  return { effect: defaultEffect, policy: null, explanation: explain(null, null, missed) };
}

interface Judgment {
  /** The first part that did not hold. */
  readonly miss: ExplainedPart | null;
  /** The first part that could not be compared, and counted as true. */
  readonly doubt: ExplainedPart | null;
}

function judge({ policy, parts }: CompiledPolicy, proposal: ProposalReading): Judgment {
  let doubt: ExplainedPart | null = null;
  for (const part of parts) {
    const verdict = part.judge(proposal);
    if (verdict === "holds") continue;
    const explained = explainPart(part, verdict);
    if (verdict === "fails" || policy.effect.kind === "allow") return { miss: explained, doubt };
    doubt ??= explained;
  }
  return { miss: null, doubt };
}
