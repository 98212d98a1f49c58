import { InvalidInputError } from "@handsfree/query";
import { checkPolicies } from "../policies/check-policies.ts";
import { decide } from "../policies/evaluate.ts";
import type { Policy, PolicyMatch } from "../policies/policy.ts";
import { type PolicyProposal, readProposal } from "../policies/proposal.ts";
import { parseJsonExactly } from "../exact-json.ts";
import { requireObject } from "../validate.ts";

/** @throws {InvalidInputError} naming the part, also for a match without parts, which would approve everything. */
export function checkGrantMatch(match: PolicyMatch): PolicyMatch {
  const checked = policyOf(withPlainTexts(requireObject("match", match))).match;
  if (Object.keys(checked).length > 0) return checked;
  throw new InvalidInputError(
    "match",
    "must have types, services, repositories or where, since a grant for every action would approve what no person thought of",
  );
}

/** Replaces texts of `parseJsonExactly` that keep their escapes. Numbers keep their digits. */
function withPlainTexts<Value>(value: Value): Value {
  if (JSON.isRawJSON(value)) {
    return value.rawJSON.startsWith('"') ? (JSON.parse(value.rawJSON) as Value) : value;
  }
  if (Array.isArray(value)) return value.map(withPlainTexts) as Value;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withPlainTexts(member)]);
  return Object.fromEntries(members) as Value;
}

/** Reads a match as it is stored. */
export function parseGrantMatch(matches: string): PolicyMatch {
  return policyOf(parseJsonExactly(matches) as PolicyMatch).match;
}

/** Whether a proposal is one of those that a grant is about. As in a policy that allows, a doubt counts against it. */
export function grantMatches(match: PolicyMatch, proposal: PolicyProposal): boolean {
  return decide([policyOf(match)], readProposal(proposal)).effect.kind === "allow";
}

/** A match that was checked stays the same object, so that it is compiled once. */
const policies = new WeakMap<PolicyMatch, Policy>();

function policyOf(match: PolicyMatch): Policy {
  const known = policies.get(match);
  if (known !== undefined) return known;
  const [policy] = checkPolicies("match", [{ name: "grant", match, effect: { kind: "allow" } }]);
  if (policy === undefined) throw new TypeError("a policy that is checked stays in its list");
  policies.set(policy.match, policy);
  return policy;
}
