import { expect, test } from "vitest";
import { evaluatePolicies, type Policy, policyLimits } from "../../src/entries/policies.ts";

const asked = { actionType: "git.push", repository: "acme/web", service: null };

test("it names each policy before the match with the first part that did not hold", () => {
  const deny = { kind: "deny", reason: "no" } as const;
  const where = [
    { at: "/force", comparison: "equals", value: true },
    { at: "/amount", comparison: "less", value: 5 },
  ] as const;
  const list: Policy[] = [
    { name: "other types", match: { types: ["merge_pr"], where }, effect: deny },
    { name: "services", match: { types: ["git.*"], services: ["agent"] }, effect: deny },
    { name: "other repositories", match: { repositories: ["other/*"] }, effect: deny },
    { name: "no allow in doubt", match: { where: where.slice(1) }, effect: { kind: "allow" } },
    { name: "no doubt helps", match: { where: where.toReversed() }, effect: deny },
    { name: "in doubt", match: { types: ["**"], where: where.slice(1) }, effect: deny },
    { name: "never reached", match: {}, effect: deny },
  ];
  const proposal = { ...asked, actionPayloadJson: '{"force":false,"amount":"7"}' };
  expect(evaluatePolicies(list, proposal).explanation).toEqual({
    policy: "in doubt",
    doubt: { part: "where", at: "/amount", comparison: "less", because: "other_type" },
    missed: [
      { policy: "other types", part: "types", because: "fails" },
      { policy: "services", part: "services", because: "fails" },
      { policy: "other repositories", part: "repositories", because: "fails" },
      {
        policy: "no allow in doubt",
        part: "where",
        at: "/amount",
        comparison: "less",
        because: "other_type",
      },
      {
        policy: "no doubt helps",
        part: "where",
        at: "/force",
        comparison: "equals",
        because: "fails",
      },
    ],
    unlisted: 0,
  });
});

test("of several doubts it has the first", () => {
  const where = ["/b", "/a"].map((at) => ({ at, comparison: "less", value: 5 }) as const);
  const list = [
    { name: "p", match: { where }, effect: { kind: "ask", whom: "as_proposed" } },
  ] as const;
  const { explanation } = evaluatePolicies(list, { ...asked, actionPayloadJson: '{"a":null}' });
  expect(explanation.doubt).toMatchObject({ at: "/b", because: "missing" });
});

test("it has a limit in bytes, and counts the policies that it leaves out", () => {
  const at = `/${"\u0001".repeat(policyLimits.pointerLength - 1)}`;
  const list = Array.from({ length: policyLimits.policies }, (_, index): Policy => {
    const beginning = `${index} "`;
    return {
      name: beginning + "\u{20ac}".repeat(policyLimits.nameLength - beginning.length),
      match: { where: [{ at, comparison: "exists", value: index === policyLimits.policies - 1 }] },
      effect: { kind: "deny", reason: "no" },
    };
  });
  const last = list.at(-1)?.name;
  const member = at.slice(1);
  const proposals = [{ [member]: 1 }, {}].map((payload) => JSON.stringify(payload));
  for (const [index, actionPayloadJson] of proposals.entries()) {
    const { explanation } = evaluatePolicies(list, { ...asked, actionPayloadJson });
    const bytes = Buffer.byteLength(JSON.stringify(explanation));
    expect(bytes).toBeLessThanOrEqual(policyLimits.explanationBytes);
    const before = index === 0 ? policyLimits.policies - 1 : 0;
    expect(explanation.policy).toBe(index === 0 ? last : list[0]?.name);
    expect(explanation.missed.length + explanation.unlisted).toBe(before);
    expect(explanation.missed.length > 0).toBe(index === 0);
  }
});
