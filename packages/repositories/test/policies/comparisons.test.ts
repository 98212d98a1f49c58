import { expect, test } from "vitest";
import { parseJsonExactly } from "../../src/index.ts";
import { evaluatePolicies, type PayloadCondition } from "../../src/entries/policies.ts";

type Verdict = "holds" | "fails" | "missing" | "other_type" | "unreadable";

/** The condition, with its value as JSON text, the value of the payload as JSON text, and the verdict. */
const cases: [PayloadCondition["comparison"], value: string, found: string | null, Verdict][] = [
  ["equals", "true", "true", "holds"],
  ["equals", "true", "false", "fails"],
  // A worker may take any of these for true.
  ["equals", "true", '"true"', "other_type"],
  ["equals", "true", "1", "other_type"],
  ["equals", "true", "null", "other_type"],
  ["equals", "true", "[true]", "other_type"],
  ["equals", "true", '{"a":true}', "other_type"],
  ["equals", "true", null, "missing"],
  ["not_equals", "true", "false", "holds"],
  ["not_equals", "true", "true", "fails"],
  ["not_equals", "true", '"false"', "other_type"],
  ["not_equals", "true", null, "missing"],
  ["equals", '"main"', '"main"', "holds"],
  ["equals", '"main"', '"Main"', "fails"],
  ["equals", '"main"', String.raw`"m\u0061in"`, "holds"],
  ["equals", '""', '""', "holds"],
  // Equal to the eye, and different code units.
  ["equals", '"é"', '"e\u0301"', "fails"],
  ["equals", "1", "1.0", "holds"],
  ["equals", "1", "100e-2", "holds"],
  ["equals", "0", "-0", "holds"],
  ["equals", "0", "0e5", "holds"],
  ["equals", "9007199254740992", "9007199254740993", "fails"],
  ["equals", "9007199254740993", "9007199254740993", "holds"],
  ["equals", "9007199254740993", "9007199254740993.0", "holds"],
  ["equals", "0.1", "0.1000000000000000055511151231257827", "fails"],
  ["equals", "1", `1${"0".repeat(50)}e-50`, "holds"],
  ["less", "9007199254740993", "9007199254740992", "holds"],
  ["less", "9007199254740993", "9007199254740993", "fails"],
  ["at_most", "9007199254740993", "9007199254740993", "holds"],
  ["at_most", "9007199254740993", "9007199254740994", "fails"],
  ["greater", "12345678901234567890", "12345678901234567891", "holds"],
  ["greater", "12345678901234567891", "12345678901234567891", "fails"],
  ["at_least", "12345678901234567891", "12345678901234567891", "holds"],
  ["at_least", "1", "-5", "fails"],
  ["less", "-1", "-1.5", "holds"],
  ["less", "-1.5", "-1.50000000000000000000000001", "holds"],
  ["greater", "-1", "-1e400", "fails"],
  ["greater", "1", "1e400", "holds"],
  ["greater", "0", "1e-400", "holds"],
  ["less", "2", "12", "fails"],
  ["less", "12", "2", "holds"],
  ["greater", "99", "123", "holds"],
  ["less", "100", '"5"', "other_type"],
  ["less", "100", "null", "other_type"],
  ["less", "100", null, "missing"],
  ["less", "100", `1e${"9".repeat(1_001)}`, "unreadable"],
  ["one_of", '["a","b"]', '"b"', "holds"],
  ["one_of", '["a","b"]', '"c"', "fails"],
  ["one_of", '["a","b"]', "1", "other_type"],
  ["one_of", "[1,12345678901234567890]", "12345678901234567890.0", "holds"],
  ["one_of", "[1,2]", "3", "fails"],
  ["one_of", "[true]", "true", "holds"],
  ["one_of", "[true]", null, "missing"],
  ["matches", '"release/*"', '"release/a/b"', "holds"],
  ["matches", '"release/*"', '"Release/a"', "fails"],
  ["matches", '"release/*"', "1", "other_type"],
  ["matches", '"*"', '"\\n"', "holds"],
  ["matches", '"*"', null, "missing"],
  ["exists", "true", "null", "holds"],
  ["exists", "true", "0", "holds"],
  ["exists", "true", null, "fails"],
  ["exists", "false", null, "holds"],
  ["exists", "false", "false", "fails"],
];

test.for(cases)("%s %s, given %s: %s", ([comparison, value, found, verdict]) => {
  const condition = { at: "/x", comparison, value: parseJsonExactly(value) } as PayloadCondition;
  expect(judge(condition, found === null ? "{}" : `{"x":${found}}`)).toBe(verdict);
});

const document = String.raw`{"a":[10,{"b":11}],"":12,"/":13,"~":14,"~1":15,"m\u006e":16,"n":12345678901234567890,"__proto__":17,"01":18}`;

test.for([
  ["/a/0", "10"],
  ["/a/1/b", "11"],
  ["/", "12"],
  ["/~1", "13"],
  ["/~0", "14"],
  ["/~01", "15"],
  ["/mn", "16"],
  ["/__proto__", "17"],
  ["/01", "18"],
  ["/n", "12345678901234567890"],
] as const)("the pointer %s leads to %s", ([at, value]) => {
  const condition = { at, comparison: "equals", value: parseJsonExactly(value) as number } as const;
  expect(judge(condition, document)).toBe("holds");
});

test.for([
  "/a/2",
  "/a/-",
  "/a/00",
  "/a/-1",
  "/a/length",
  "/a/0/b",
  "/constructor",
  "/toString",
  // How an exact number is kept in memory is no part of the payload.
  "/n/rawJSON",
  "/mn/length",
  "/a/1/b/",
])("the pointer %s leads nowhere", (at) => {
  expect(judge({ at, comparison: "exists", value: false }, document)).toBe("holds");
});

test("the empty pointer leads to the payload", () => {
  expect(judge({ at: "", comparison: "equals", value: 5 }, "5")).toBe("holds");
  expect(judge({ at: "", comparison: "equals", value: 5 }, "{}")).toBe("other_type");
});

test("what cannot be compared counts as true where a policy denies or asks, and else as false", () => {
  const where = [{ at: "/x", comparison: "less", value: 5 }] as const;
  const effects = [
    { kind: "allow" },
    { kind: "deny", reason: "no" },
    { kind: "ask", whom: "as_proposed" },
  ] as const;
  const matched = effects.map((effect) => {
    const list = [{ name: "p", match: { where }, effect }];
    return evaluatePolicies(list, { ...asked, actionPayloadJson: '{"x":"4"}' }).policy;
  });
  expect(matched).toEqual([null, "p", "p"]);
});

test("a proposal without a repository is in doubt, and one without a service is a person's", () => {
  const deny = { kind: "deny", reason: "no" } as const;
  const match = { repositories: ["acme/*"] };
  const named = (repository: string | null): unknown => {
    const proposal = { ...asked, actionPayloadJson: "{}", repository };
    const decision = evaluatePolicies([{ name: "p", match, effect: deny }], proposal);
    return decision.explanation.doubt?.because ?? decision.policy;
  };
  expect([null, "acme", "acme/a/b", "a\u212ame/web", "ACME/Web", "other/web"].map(named)).toEqual([
    "missing",
    "unreadable",
    "unreadable",
    "unreadable",
    "p",
    null,
  ]);
  const services = [{ name: "p", match: { services: ["agent"] }, effect: deny }];
  const proposed = ["agent", "Agent", null].map(
    (service) => evaluatePolicies(services, { ...asked, actionPayloadJson: "{}", service }).policy,
  );
  expect(proposed).toEqual(["p", null, null]);
});

const asked = { actionType: "t", repository: null, service: null };

/** The verdict of one condition, from what an `allow` with it does. A `deny` with it does the opposite in doubt. */
function judge(condition: PayloadCondition, actionPayloadJson: string): Verdict {
  const match = { where: [condition] };
  const proposal = { ...asked, actionPayloadJson };
  const [allowed, denied] = [
    { kind: "allow" } as const,
    { kind: "deny", reason: "no" } as const,
  ].map((effect) => evaluatePolicies([{ name: "p", match, effect }], proposal));
  const verdict = allowed?.explanation.missed[0]?.because ?? "holds";
  expect(allowed?.policy).toBe(verdict === "holds" ? "p" : null);
  expect(denied?.policy).toBe(verdict === "fails" ? null : "p");
  const isDoubt = verdict !== "holds" && verdict !== "fails";
  expect(denied?.explanation.doubt?.because).toBe(isDoubt ? verdict : undefined);
  return verdict;
}
