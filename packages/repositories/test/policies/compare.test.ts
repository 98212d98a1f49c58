import { expect, test } from "vitest";
import { comparePolicies, type Policy, policyLimits } from "../../src/entries/policies.ts";

const proposals = Array.from({ length: policyLimits.differences + 1 }, (_, index) => ({
  id: String(index),
  actionType: "merge_pr",
  actionPayloadJson: "{}",
  repository: "acme/web",
  service: null,
}));
const allow: Policy = { name: "allow", match: {}, effect: { kind: "allow" } };

test("a comparison lists at most 500 differences, and counts all", () => {
  const { differences, ...counts } = comparePolicies([], [allow], proposals);
  expect(counts).toEqual({ compared: 501, different: 501 });
  expect(differences).toHaveLength(500);
  expect(differences[0]).toEqual({
    id: "0",
    before: { effect: { kind: "ask", whom: "as_proposed" }, policy: null },
    after: { effect: { kind: "allow" }, policy: "allow" },
  });
});

test("another policy with the same effect is no difference", () => {
  const renamed: Policy = { effect: { kind: "allow" }, match: {}, name: "renamed" };
  expect(comparePolicies([allow], [renamed], proposals).different).toBe(0);
});
