import fc from "fast-check";
import { expect, test } from "vitest";
import {
  evaluatePolicies,
  fromRepoPolicy,
  parsePolicies,
  printPolicies,
  restrictDecision,
} from "../../src/entries/policies.ts";

const row = {
  repo_full_name: "Acme/Web",
  allow_merge: false,
  allow_rerun: true,
  allow_request_review: true,
  allow_comment: null,
  require_confirmation: true,
};
const allowAll = parsePolicies("version: 1\npolicies: [{ name: all, match: {}, allow: true }]");

function decide(settings: typeof row, actionType: string, repository = "acme/web"): unknown {
  const proposal = { actionType, actionPayloadJson: "{}", repository, service: null };
  const decision = evaluatePolicies(allowAll, proposal);
  return restrictDecision(decision, evaluatePolicies(fromRepoPolicy(settings), proposal)).effect;
}

test("a permission that is off denies its type, and only in its repository", () => {
  expect(decide(row, "merge_pr")).toEqual({
    kind: "deny",
    reason: "allow_merge is off for Acme/Web",
  });
  expect(decide(row, "merge_pr", "acme/api")).toEqual({ kind: "allow" });
  for (const type of ["rerun", "rerun_checks"])
    expect(decide({ ...row, allow_rerun: false }, type)).toMatchObject({ kind: "deny" });
});

test("confirmation is asked for the types of the row", () => {
  const asked = { kind: "ask", whom: "as_proposed" };
  for (const type of ["rerun", "rerun_checks", "request_review", "comment"])
    expect(decide(row, type)).toEqual(asked);
  expect(decide(row, "deploy")).toEqual({ kind: "allow" });
  expect(decide({ ...row, require_confirmation: false }, "rerun")).toEqual({ kind: "allow" });
});

test("no row allows anything, and each one can be printed", () => {
  const settings = fc.record({
    repo_full_name: fc.constantFrom(
      "acme/web",
      "A.b/c_d-e",
      `${"o".repeat(39)}/${"n".repeat(100)}`,
    ),
    allow_merge: fc.boolean(),
    allow_rerun: fc.boolean(),
    allow_request_review: fc.boolean(),
    allow_comment: fc.constantFrom(true, false, null),
    require_confirmation: fc.boolean(),
  });
  const property = fc.property(settings, (given) => {
    const policies = fromRepoPolicy(given);
    expect(policies.map(({ effect }) => effect.kind)).not.toContain("allow");
    expect(parsePolicies(printPolicies(policies))).toEqual(policies);
  });
  fc.assert(property);
});

test.for([
  ["repo_full_name", "acme/*"],
  ["repo_full_name", "acme"],
  ["repo_full_name", "**/**"],
  ["allow_merge", "false"],
  ["require_confirmation", null],
] as const)("%s must not be %s", ([column, value]) => {
  expect(() => fromRepoPolicy({ ...row, [column]: value })).toThrow(column);
});
