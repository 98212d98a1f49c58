import fc from "fast-check";
import { inject } from "vitest";
import { escapeInvisible, parseJsonExactly } from "../../src/index.ts";
import {
  type AskEffect,
  type PayloadCondition,
  type Policy,
  policyComparisons,
  type PolicyEffect,
  type PolicyProposal,
  type PolicyValue,
} from "../../src/entries/policies.ts";

/** The number of random cases of a property. */
export const numRuns: number = inject("depth") === "deep" ? 1_000 : 100;

/** A small world, so that policies and proposals often meet. */
const types = ["git.push", "git.push.tags", "merge_pr", "release.cut", "git"];
const typePatterns = [...types, "git.*", "git.**", "**", "*", "*.push", "m*_*r"];
const repositories = ["acme/web", "acme/api", "ACME/Web", "other/web"];
const repositoryPatterns = [...repositories, "acme/*", "**", "*/web", "**/api", "a*/*"];
const services = ["agent", "release bot"];
const pointers = ["", "/force", "/amount", "/a/0", "/a/b", "/~1/~0", "/__proto__", "/rawJSON"];
const numbers = ["0", "1", "-1", "1.50", "9007199254740993", "12345678901234567890", "1e400"];
const texts = [
  "",
  "true",
  "1",
  "main",
  "release/1",
  "secret*",
  "é",
  "\u2028",
  "- a: b",
  "#",
  "yes",
];

const number = fc
  .oneof(
    fc.constantFrom(...numbers),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  )
  .map((text) => parseJsonExactly(JSON.stringify(JSON.rawJSON(text))) as number);
const text = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ unit: "binary", maxLength: 20 }).filter((given) => !given.includes("\0")),
);

function listOf<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<readonly Item[]> {
  return fc.array(item, { minLength: 1, maxLength: 3 });
}

const value: fc.Arbitrary<PolicyValue> = fc.oneof(number, text, fc.boolean());
const valueOf: Readonly<Record<PayloadCondition["comparison"], fc.Arbitrary<unknown>>> = {
  equals: value,
  not_equals: value,
  less: number,
  at_most: number,
  greater: number,
  at_least: number,
  one_of: fc.oneof(listOf(number), listOf(text), listOf(fc.boolean())),
  matches: text
    .map((pattern) => pattern.replaceAll("**", "*"))
    .filter((pattern) => pattern !== "" && !pattern.includes("**")),
  exists: fc.boolean(),
};
const condition: fc.Arbitrary<PayloadCondition> = fc
  .tuple(fc.constantFrom(...pointers), fc.constantFrom(...policyComparisons))
  .chain(([at, comparison]) =>
    valueOf[comparison].map((given) => ({ at, comparison, value: given }) as PayloadCondition),
  );

const name = fc
  .oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), text)
  .map((given) => escapeInvisible(given).replaceAll(/\s/g, " ").trim())
  .filter((given) => given !== "");
const timeToLive = fc.oneof(
  fc.integer({ min: 10, max: 2_592_000 }),
  fc.constantFrom(60, 7_200, 86_400),
);
const grace = fc.oneof(fc.integer({ min: 1, max: 3_600 }), fc.constantFrom(60, 3_600));
const people = fc.uniqueArray(fc.uuid({ version: 7 }), { minLength: 1, maxLength: 5 });

export const askEffect: fc.Arbitrary<AskEffect> = fc
  .record(
    {
      kind: fc.constant("ask" as const),
      whom: fc.oneof(fc.record({ approvers: people }), fc.constant({ group: "release" })),
      approvals: fc.integer({ min: 1, max: 20 }),
      expiresInSeconds: timeToLive,
      edit: fc.boolean(),
      onExpiry: fc.oneof(
        fc.constant({ kind: "deny" as const }),
        fc.record({
          kind: fc.constant("escalate" as const),
          group: fc.constant("leads"),
          expiresInSeconds: timeToLive,
        }),
      ),
      confirmation: fc.constant("strong" as const),
      graceSeconds: grace,
    },
    { requiredKeys: ["kind", "whom", "approvals", "expiresInSeconds", "edit", "onExpiry"] },
  )
  .map((ask) => {
    const most = "group" in ask.whom ? 20 : ask.whom.approvers.length;
    return { ...ask, approvals: Math.min(ask.approvals, most) };
  });

export const effect: fc.Arbitrary<PolicyEffect> = fc.oneof(
  fc.record(
    { kind: fc.constant("allow" as const), graceSeconds: grace },
    { requiredKeys: ["kind"] },
  ),
  fc.record({
    kind: fc.constant("deny" as const),
    reason: text.filter((reason) => reason.trim() !== ""),
  }),
  fc.constant({ kind: "ask" as const, whom: "as_proposed" as const }),
  askEffect,
);

export const policy: fc.Arbitrary<Policy> = fc.record({
  name,
  match: fc.record(
    {
      types: listOf(fc.constantFrom(...typePatterns)),
      services: listOf(fc.oneof(fc.constantFrom(...services), name)),
      repositories: listOf(fc.constantFrom(...repositoryPatterns)),
      where: listOf(condition),
    },
    { requiredKeys: [] },
  ),
  effect,
});

export const policies: fc.Arbitrary<readonly Policy[]> = fc.uniqueArray(policy, {
  maxLength: 8,
  selector: ({ name: unique }) => unique,
});

/** A payload that has some of the values that policies ask for. */
const likelyPayload = fc.dictionary(
  fc.constantFrom("force", "amount", "a", "/", "rawJSON"),
  fc.oneof(
    value,
    listOf(value),
    fc.dictionary(fc.constantFrom("b", "0", "__proto__"), value),
    fc.constant(null),
  ),
);

export const proposal: fc.Arbitrary<PolicyProposal> = fc.record({
  actionType: fc.oneof(fc.constantFrom(...types), fc.string()),
  actionPayloadJson: fc.oneof(
    likelyPayload.map((payload) => JSON.stringify(payload)),
    fc.json(),
    fc.json({ stringUnit: "binary" }),
  ),
  repository: fc.oneof(fc.constantFrom(...repositories, null), fc.string()),
  service: fc.constantFrom(...services, null),
});
