import fc from "fast-check";
import { expect, test } from "vitest";
import {
  afterExpiry,
  comparePolicies,
  evaluatePolicies,
  type Policy,
  policyLimits,
  restrictDecision,
} from "../../src/entries/policies.ts";
import { askEffect, effect, numRuns, policies, policy, proposal } from "./arbitraries.ts";

/** With names of their own, so that lists can be joined. */
function renamed(list: readonly Policy[], prefix: string): readonly Policy[] {
  return list.map((one, index) => ({ ...one, name: `${prefix} ${index}` }));
}

test("a denial that matches stands, whatever comes after it", () => {
  const property = fc.property(policy, policies, proposal, (given, later, asked) => {
    const deny: Policy = { ...given, name: "deny", effect: { kind: "deny", reason: "no" } };
    fc.pre(evaluatePolicies([deny], asked).policy !== null);
    const decision = evaluatePolicies([deny, ...renamed(later, "later")], asked);
    expect(decision).toMatchObject({ policy: "deny", effect: { kind: "deny" } });
  });
  fc.assert(property, { numRuns });
});

test("no payload is allowed that a denial of the same match does not deny", () => {
  const property = fc.property(policy, policies, proposal, (given, later, asked) => {
    const deny: Policy = { ...given, name: "deny", effect: { kind: "deny", reason: "no" } };
    const allow: Policy = { ...given, name: "allow", effect: { kind: "allow" } };
    const decision = evaluatePolicies([deny, allow, ...renamed(later, "later")], asked);
    expect(decision.policy).not.toBe("allow");
  });
  fc.assert(property, { numRuns });
});

test("a policy after the first match changes nothing", () => {
  const property = fc.property(policies, policies, proposal, (list, later, asked) => {
    const decision = evaluatePolicies(list, asked);
    if (decision.policy === null) return;
    const names = list.map(({ name }) => name);
    const matched = list.slice(0, names.indexOf(decision.policy) + 1);
    expect(evaluatePolicies(matched, asked)).toEqual(decision);
    expect(evaluatePolicies([...matched, ...renamed(later, "later and")], asked)).toEqual(decision);
  });
  fc.assert(property, { numRuns });
});

test("policies that do not match change nothing but the explanation", () => {
  const property = fc.property(policies, proposal, (list, asked) => {
    const { effect: decided, policy: by } = evaluatePolicies(list, asked);
    const others = list.filter(({ name }) => name === by);
    expect(evaluatePolicies(others, asked)).toMatchObject({ effect: decided, policy: by });
  });
  fc.assert(property, { numRuns });
});

test("no JSON payload makes the evaluation fail", () => {
  const property = fc.property(policies, proposal, (list, asked) => {
    const { explanation } = evaluatePolicies(list, asked);
    expect(Buffer.byteLength(JSON.stringify(explanation))).toBeLessThanOrEqual(
      policyLimits.explanationBytes,
    );
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
  fc.assert(property, { numRuns });
});

test.for(["", "{", "NaN", '{"a":1}x'])(
  "what is not JSON is denied and asked about, and not allowed (%j)",
  (actionPayloadJson) => {
    expect(kindsOf(actionPayloadJson)).toEqual(["ask", "deny"]);
  },
);

test("a payload that is too deep for the stack is denied, and does not make the evaluation fail", () => {
  const deep = 200_000;
  expect(kindsOf(`${"[".repeat(deep)}${"]".repeat(deep)}`)).toContain("deny");
});

/** What an allow and a denial, each for payloads without a member `a`, make of a payload. */
function kindsOf(actionPayloadJson: string): readonly string[] {
  const asked = { actionType: "t", actionPayloadJson, repository: null, service: null };
  const match = { where: [{ at: "/a", comparison: "exists", value: false }] } as const;
  return [{ kind: "allow" } as const, { kind: "deny", reason: "no" } as const].map(
    (given) => evaluatePolicies([{ name: "p", match, effect: given }], asked).effect.kind,
  );
}

test("after its time, an asked action is denied, or asked of another group and then denied", () => {
  const property = fc.property(askEffect, (ask) => {
    const next = afterExpiry(ask);
    if (next.kind === "deny") return;
    expect(next).toMatchObject({ whom: { group: "leads" }, approvals: ask.approvals });
    expect(afterExpiry(next).kind).toBe("deny");
  });
  fc.assert(property, { numRuns });
  expect(afterExpiry({ kind: "ask", whom: "as_proposed" }).kind).toBe("deny");
});

test("an effect of an expiry that is not deny or escalate is refused", () => {
  const property = fc.property(askEffect, fc.anything(), (ask, onExpiry) => {
    const kind = (onExpiry as { readonly kind?: unknown } | null | undefined)?.kind;
    fc.pre(kind !== "deny" && kind !== "escalate");
    const wrong = { name: "p", match: {}, effect: { ...ask, onExpiry: onExpiry as never } };
    const asked = { actionType: "t", actionPayloadJson: "{}", repository: null, service: null };
    expect(() => evaluatePolicies([wrong], asked)).toThrow("onExpiry");
  });
  fc.assert(property, { numRuns });
});

test("a comparison of two lists says what evaluating each of them says", () => {
  const proposals = fc.array(proposal, { maxLength: 10 });
  const property = fc.property(policies, policies, proposals, (before, after, given) => {
    const named = given.map((asked, index) => ({ ...asked, id: String(index) }));
    const report = comparePolicies(before, after, named);
    const differences = named.flatMap(({ id, ...asked }) => {
      const { explanation: _, ...was } = evaluatePolicies(before, asked);
      const { explanation: __, ...becomes } = evaluatePolicies(after, asked);
      const isSame = JSON.stringify(was.effect) === JSON.stringify(becomes.effect);
      return isSame ? [] : [{ id, before: was, after: becomes }];
    });
    expect(report).toEqual({ compared: given.length, different: differences.length, differences });
    expect(comparePolicies(after, after, named).different).toBe(0);
  });
  fc.assert(property, { numRuns });
});

test("a restriction makes no decision looser", () => {
  const strictness = { allow: 0, ask: 1, deny: 2 };
  const matched = (kind: "p" | null) => ({ policy: kind, missed: [], doubt: null, unlisted: 0 });
  const by = fc.constantFrom("p", null);
  const property = fc.property(effect, effect, by, (first, second, name) => {
    const decision = { effect: first, policy: "p", explanation: matched("p") };
    const other = { effect: second, policy: name, explanation: matched(name) };
    const result = restrictDecision(decision, other);
    const most = Math.max(strictness[first.kind], name === null ? 0 : strictness[second.kind]);
    expect(strictness[result.effect.kind]).toBe(most);
    const isFirst = strictness[first.kind] === most;
    expect(result).toBe(isFirst ? decision : other);
  });
  fc.assert(property, { numRuns });
});

test("no text of the payload, and no value of a condition, is in an explanation", () => {
  const secret = "s3cr3t-9f1";
  const values = [secret, [secret], { [secret]: secret }, `${secret}1`, `x${secret}`];
  const payload = fc.dictionary(
    fc.constantFrom("force", "amount", "a"),
    fc.constantFrom(...values),
  );
  const comparison = fc.constantFrom("equals" as const, "not_equals" as const, "matches" as const);
  const at = fc.constantFrom("/force", "/amount", "/a/0", "");
  const where = fc.record({ at, comparison, value: fc.constant(secret) });
  const property = fc.property(policies, proposal, payload, where, (list, other, given, last) => {
    const actionPayloadJson = JSON.stringify(given);
    const deny = { kind: "deny", reason: "no" } as const;
    const added: Policy = { name: "the last one", match: { where: [last] }, effect: deny };
    const named = list.filter(({ name }) => name !== added.name);
    const { explanation } = evaluatePolicies([...named, added], { ...other, actionPayloadJson });
    expect(JSON.stringify(explanation)).not.toContain(secret);
  });
  fc.assert(property, { numRuns });
});
