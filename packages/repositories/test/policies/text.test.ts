import { InvalidInputError } from "@handsfree/query";
import { expect, test } from "vitest";
import { parsePolicies, policyLimits, printPolicies } from "../../src/entries/policies.ts";

const text = `version: 1
policies:
  - name: no force pushes
    match: { types: [git.push], where: [{ at: /force, equals: true }] }
    deny: force pushes are not allowed
  - name: releases
    match: { types: ["release.*"], repositories: ["acme/*"] }
    ask: { group: release, approvals: 2, expires_in: 4h, edit: true, on_expiry: deny }
`;

test("the text form says what the policies say", () => {
  expect(parsePolicies(text)).toEqual([
    {
      name: "no force pushes",
      match: { types: ["git.push"], where: [{ at: "/force", comparison: "equals", value: true }] },
      effect: { kind: "deny", reason: "force pushes are not allowed" },
    },
    {
      name: "releases",
      match: { types: ["release.*"], repositories: ["acme/*"] },
      effect: {
        kind: "ask",
        whom: { group: "release" },
        approvals: 2,
        expiresInSeconds: 14_400,
        edit: true,
        onExpiry: { kind: "deny" },
      },
    },
  ]);
});

test("what is left out of a question has a default", () => {
  const asks = `version: 1
policies:
  - { name: a, match: {}, ask: { group: g } }
  - { name: b, match: {}, ask: { group: g, on_expiry: { escalate: { group: h } } } }
  - { name: c, match: {}, ask: as_proposed }
  - { name: d, match: {}, allow: true }
`;
  const ask = {
    kind: "ask",
    whom: { group: "g" },
    approvals: 1,
    expiresInSeconds: 3_600,
    edit: false,
  };
  const escalate = { kind: "escalate", group: "h", expiresInSeconds: 3_600 };
  expect(parsePolicies(asks).map(({ effect }) => effect)).toEqual([
    { ...ask, onExpiry: { kind: "deny" } },
    { ...ask, onExpiry: escalate },
    { kind: "ask", whom: "as_proposed" },
    { kind: "allow" },
  ]);
});

test("numbers keep their digits", () => {
  const given = text.replace("equals: true", "one_of: [12345678901234567890, 1.50, -0, 1e400]");
  expect(printPolicies(parsePolicies(given))).toContain("[12345678901234567890, 1.50, -0, 1e400]");
});

test("invisible characters are printed as escapes", () => {
  const reason = "a\u202eb\u{e0041}c\u0085d\u{1f600}";
  const printed = printPolicies([{ name: "p", match: {}, effect: { kind: "deny", reason } }]);
  expect(printed).toContain(String.raw`deny: "a\u202eb\U000e0041c\u0085d😀"`);
  expect(parsePolicies(printed)[0]?.effect).toEqual({ kind: "deny", reason });
});

test("parsed policies cannot be changed", () => {
  const [policy] = parsePolicies(text);
  expect(() => Object.assign(policy?.match ?? {}, { types: [] })).toThrow(TypeError);
  expect(Object.isFrozen(policy?.match.where?.[0])).toBe(true);
});

/** What is written in place of a part of the text, the field of the error, a part of its problem, and its place. */
const refusals: [part: string, written: string, field: string, problem: string, place: string][] = [
  ["version: 1", "version: 2", "version", "must be 1", "(line 1)"],
  ["version: 1\n", "", "text", "needs version", "(line 1)"],
  ["version: 1", "policy_version: 1", "text", 'unknown key "policy_version"', "(line 1)"],
  ["policies:", "policies: []\npolicies:", "policies", "given twice", "(line 3)"],
  [
    "name: releases",
    "name: no force pushes",
    "name",
    "unique",
    '(policy "no force pushes", line 6)',
  ],
  ["name: releases", "name: 5", "name", "must be a text", '(policy "5", line 6)'],
  ["  - name: releases\n   ", "  -", "policies", "needs name", "(policy 2, line 6)"],
  ["name: releases", 'name: " x"', "name", "white space", '(policy " x", line 6)'],
  [
    "deny: f",
    "denied: f",
    "policies",
    'unknown key "denied"',
    '(policy "no force pushes", line 5)',
  ],
  [
    "deny: f",
    "allow: true\n    deny: f",
    "policies",
    "exactly one of",
    '(policy "no force pushes", line 3)',
  ],
  ["    deny: force pushes are not allowed\n", "", "policies", "exactly one of", "line 3)"],
  ["deny: force pushes are not allowed", "allow: false", "allow", "must be true", "line 5)"],
  ["deny: force pushes are not allowed", "deny:", "deny", "has no value", "line 5)"],
  ["deny: force pushes are not allowed", 'deny: " "', "deny", "say why", "line 5)"],
  ["deny: force pushes are not allowed", "deny: true", "deny", "must be a text", "line 5)"],
  ["deny: force pushes are not allowed", "ask: everyone", "ask", "as_proposed", "line 5)"],
  [
    "    match: { types: [g",
    "    matches: { types: [g",
    "policies",
    'unknown key "matches"',
    "line 4)",
  ],
  [
    "    match: { types: [git.push], where: [{ at: /force, equals: true }] }\n",
    "",
    "policies",
    "match: {}",
    "line 3)",
  ],
  ["types: [git.push]", "type: [git.push]", "match", 'unknown key "type"', "line 4)"],
  ["[git.push]", "git.push", "types", "must be a list", "line 4)"],
  ["[git.push]", "[]", "types", "1 to 100 items, got 0", "line 4)"],
  ["[git.push]", "[git.push, user.erased]", "types", "can never match", "line 4)"],
  ["acme/*", "acme", "repositories", "can never match", '(policy "releases", line 7)'],
  ["at: /force", "at: force", "at", "JSON pointer", "line 4)"],
  ["at: /force", 'at: "/~2"', "at", "~0 for ~", "line 4)"],
  ["at: /force, ", "", "where", "needs at", "line 4)"],
  ["equals: true", "equal: true", "where", 'unknown key "equal"', "line 4)"],
  ["equals: true", "equals: true, exists: true", "where", "exactly one of", "line 4)"],
  ["equals: true", "equals: yes", "equals", "read differently", "line 4)"],
  ["equals: true", "equals: 0x1F", "equals", "read differently", "line 4)"],
  ["equals: true", "equals: 010", "equals", "read differently", "line 4)"],
  ["equals: true", "equals: .5", "equals", "read differently", "line 4)"],
  ["equals: true", "equals: null", "equals", "use exists", "line 4)"],
  ["equals: true", "equals: [1]", "equals", "single value", "line 4)"],
  ["equals: true", 'less: "5"', "less", "must be a number", "line 4)"],
  ["equals: true", "one_of: []", "one_of", "1 to 100 values, got 0", "line 4)"],
  ["equals: true", "one_of: [1, a]", "one_of", "one type", "line 4)"],
  ["equals: true", "exists: 1", "exists", "true or false", "line 4)"],
  ["equals: true", "matches: a**", "matches", "two stars", "line 4)"],
  ["equals: true", "equals: *x", "equals", "an alias", "line 4)"],
  ["equals: true", "equals: &x true", "equals", "an anchor", "line 4)"],
  ["equals: true", "equals: !!str true", "equals", "tag", "line 4)"],
  ["match: { types: [g", "match: &all { types: [g", "match", "an anchor", "line 4)"],
  [
    "approvals: 2",
    "approvals: 0",
    "approvals",
    "must be a whole number from 1 to 20, got 0",
    '(policy "releases", line 8)',
  ],
  ["approvals: 2", "approvals: 21", "approvals", "got 21", "line 8)"],
  ["approvals: 2", "approvals: 1.5", "approvals", "from 1 to 20", "line 8)"],
  ["approvals: 2", 'approvals: "2"', "approvals", "got string", "line 8)"],
  [
    "group: release",
    "approvers: [019a2f6e-0000-7000-8000-000000000001]",
    "approvals",
    "at most 1, the number of approvers",
    "line 8)",
  ],
  ["group: release", "approvers: [Ann]", "approvers", "not a UUID", "line 8)"],
  [
    "group: release",
    "approvers: [00000000-0000-0000-0000-000000000000]",
    "approvers",
    "no person",
    "line 8)",
  ],
  ["group: release, ", "", "ask", "exactly one of approvers, group", "line 8)"],
  ["4h", "4w", "expires_in", "30s, 15m, 4h or 2d", "line 8)"],
  ["4h", "9s", "expires_in", "whole seconds from 10", "line 8)"],
  ["4h", "31d", "expires_in", "30 days", "line 8)"],
  ["edit: true", "edit: yes", "edit", "read differently", "line 8)"],
  ["edit: true", "edit: true, edit: false", "edit", "given twice", "line 8)"],
  ["on_expiry: deny", "on_expiry: allow", "on_expiry", "never allowed", "line 8)"],
  ["on_expiry: deny", "on_expiry: { allow: true }", "on_expiry", 'unknown key "allow"', "line 8)"],
  [
    "on_expiry: deny",
    "on_expiry: { escalate: { group: release } }",
    "on_expiry",
    "another group",
    "line 8)",
  ],
  [
    "on_expiry: deny",
    "on_expiry: { escalate: { group: a, on_expiry: allow } }",
    "escalate",
    "unknown key",
    "line 8)",
  ],
  ["where: [", "where: [[", "text", "not valid YAML", "line 4)"],
  ["version: 1", "--- {}\n---\nversion: 1", "text", "multiple documents", ")"],
  ["  - name: releases", "\t- name: releases", "text", "not valid YAML", "line 6)"],
];

test.for(refusals)("%j, written as %j, is refused", ([part, written, field, problem, place]) => {
  expect(text).toContain(part);
  expect(messageOf(text.replace(part, () => written))).toMatch(
    new RegExp(`^${field} .*${escape(problem)}.*${escape(place)}$`),
  );
});

test.for(["", "# nothing", "5", "[]", "version: 1\npolicies:", "version: 1\npolicies: 5"])(
  "%j is refused",
  (given) => {
    expect(messageOf(given)).toMatch(/\(line \d+\)$/);
  },
);

test("no policies are policies", () => {
  expect(parsePolicies("version: 1\npolicies: []")).toEqual([]);
  expect(printPolicies([])).toBe("version: 1\npolicies: []\n");
});

test("an alias bomb is refused", () => {
  const bomb = `a: &a [x, x]\n${Array.from({ length: 50 }, (_, i) => `b${i}: &b${i} [*a, *a]\n`).join("")}`;
  expect(messageOf(bomb)).toMatch(/^text has the unknown key "a"/);
  const inside = text.replace("[git.push]", "&t [git.push, *t, *t]");
  expect(messageOf(inside)).toMatch(/^types uses an anchor or an alias/);
});

test.for([
  "[".repeat(20_000),
  "{a: ".repeat(10_000),
  "- ".repeat(20_000),
  "a:\n".repeat(60_000),
  `version: ${"1".repeat(250_000)}x`,
  `version: ${"1_".repeat(100_000)}`,
])("a hostile text is refused in time (%#)", { timeout: 60_000 }, (given) => {
  expect(messageOf(given)).toMatch(/\(line \d+\)$/);
});

test("more than 1000 policies, and more than 256 KiB, are refused", () => {
  const many = Array.from({ length: policyLimits.policies + 1 }, (_, index) => ({
    name: String(index),
    match: {},
    effect: { kind: "allow" as const },
  }));
  expect(() => printPolicies(many)).toThrow("policies must be at most 1000, got 1001");
  const printed = printPolicies(many.slice(1));
  expect(parsePolicies(printed)).toHaveLength(1_000);
  const more = `${printed}  - { name: one more, match: {}, allow: true }\n`;
  expect(messageOf(more)).toBe("policies must be at most 1000, got 1001 (line 2)");
  expect(messageOf(`${text}#${" ".repeat(policyLimits.textBytes)}`)).toContain("at most 262144");
  const long = many.slice(1).map((policy) => ({
    ...policy,
    effect: { kind: "deny" as const, reason: "r".repeat(300) },
  }));
  expect(() => printPolicies(long)).toThrow("give at most 262144");
});

function messageOf(given: string): string {
  try {
    parsePolicies(given);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  return "it was taken";
}

function escape(literal: string): string {
  return literal.replaceAll(/[()[\]{}*.?|^$\\]/g, String.raw`\$&`);
}
