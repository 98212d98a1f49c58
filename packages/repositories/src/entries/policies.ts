export { createGrant, type CreatedGrant, type NewStandingGrant } from "../grants/create-grant.ts";
export { findGrant, type GrantFilter, listGrants } from "../grants/find-grants.ts";
export type { StandingGrant } from "../grants/grant.ts";
export { grantLimits } from "../grants/limits.ts";
export { type GrantRevocation, revokeGrant, type RevokedGrant } from "../grants/revoke-grant.ts";
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
export {
  dryRunPolicies,
  type EffectChange,
  type PolicyDryRun,
  type PolicyDryRunReport,
} from "../policies/store/dry-run.ts";
export {
  findPolicies,
  listPolicyVersions,
  type PolicyVersionsRequest,
} from "../policies/store/find-policies.ts";
export {
  type NewPolicies,
  type ReplacedPolicies,
  replacePolicies,
} from "../policies/store/replace-policies.ts";
export type { PolicyVersion, StoredPolicies } from "../policies/store/stored-policies.ts";
export { parsePolicies } from "../policies/text/parse.ts";
export { printEffect, printPolicies } from "../policies/text/print.ts";
export type { PolicyDoubt } from "../policies/verdict.ts";
