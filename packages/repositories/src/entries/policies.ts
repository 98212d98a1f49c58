export { afterExpiry } from "../policies/after-expiry.ts";
export {
  type ComparedDecision,
  type ComparedProposal,
  comparePolicies,
  type PolicyComparisonReport,
  type PolicyDifference,
} from "../policies/compare.ts";
export {
  type ChoiceCondition,
  type EqualityCondition,
  type OrderCondition,
  type PayloadCondition,
  type PolicyComparison,
  policyComparisons,
  type PolicyNumber,
  type PolicyValue,
  type PresenceCondition,
  type TextCondition,
} from "../policies/condition.ts";
export {
  type AllowEffect,
  type AskAsProposedEffect,
  type AskedGroup,
  type AskedPeople,
  type AskEffect,
  type DenyEffect,
  type DenyOnExpiry,
  type EscalateOnExpiry,
  type ExpiryEffect,
  type PolicyEffect,
} from "../policies/effect.ts";
export { evaluatePolicies, type PolicyDecision } from "../policies/evaluate.ts";
export {
  type ExplainedPart,
  type MissedPolicy,
  type PolicyExplanation,
} from "../policies/explanation.ts";
export { fromRepoPolicy, type RepoPolicySettings } from "../policies/from-repo-policy.ts";
export { policyLimits } from "../policies/limits.ts";
export type { Policy, PolicyMatch } from "../policies/policy.ts";
export type { PolicyProposal } from "../policies/proposal.ts";
export { restrictDecision } from "../policies/restrict-decision.ts";
export { parsePolicies } from "../policies/text/parse.ts";
export { printPolicies } from "../policies/text/print.ts";
export type { PolicyDoubt } from "../policies/verdict.ts";
