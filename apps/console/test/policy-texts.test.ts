import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { changeRules } from "../src/pages/policies/language/edit-rules.ts";
import { mergeTexts } from "../src/pages/policies/language/merge-texts.ts";
import { printRule, printText } from "../src/pages/policies/language/print-rule.ts";
import { readRules } from "../src/pages/policies/language/read-rules.ts";
import type { Rule } from "../src/pages/policies/language/rule.ts";

const text = `# Of the platform team.
version: 1
policies:
  # Since the incident of May.
  - name: no force pushes
    match: { types: [git.push], where: [{ at: /force, equals: true }] } # also missing
    deny: "force pushes are # not allowed"

  - name: releases
    match:
      types:
        - "release.*"
      repositories: ["acme/*"]
    ask: { group: release, approvals: 2, expires_in: 4h, edit: true, on_expiry: { escalate: { group: leads } } }
  # At the end.
`;

const rule: Rule = {
  name: "small merges",
  types: ["merge_pr"],
  services: ["deploy-bot"],
  repositories: ["acme/*"],
  where: [{ at: "/lines", comparison: "at_most", value: "12345678901234567890" }],
  effect: { kind: "allow", grace: "" },
};

function rulesOf(of: string) {
  const read = readRules(of);
  if ("problem" in read) throw new Error(read.problem);
  return read.rules;
}

describe("rules of a text", () => {
  test("are read as they are meant", () => {
    const rules = rulesOf(text);
    expect(rules.map(({ lines }) => lines)).toEqual([
      [5, 7],
      [9, 14],
    ]);
    expect(rules[0]?.rule).toEqual({
      name: "no force pushes",
      types: ["git.push"],
      services: [],
      repositories: [],
      where: [{ at: "/force", comparison: "equals", value: "true" }],
      effect: { kind: "deny", reason: "force pushes are # not allowed" },
    });
    expect(rules[1]?.rule?.effect).toEqual({
      kind: "ask",
      group: "release",
      approvers: [],
      approvals: 2,
      expiresIn: "4h",
      edit: true,
      isStrong: false,
      escalateTo: "leads",
      escalationExpiresIn: "",
      grace: "",
    });
  });

  test("a change leaves the other rules and all comments as they are", () => {
    const changed = changeRules(text, { kind: "set", at: 0, rule }) ?? "";
    expect(changed).toContain(
      "  # Since the incident of May.\n  # also missing\n  - name: small merges\n",
    );
    expect(changed.split("\n\n")[1]).toBe(text.split("\n\n")[1]);
    expect(rulesOf(changed)[0]?.rule).toEqual(rule);
  });

  test("rules move with the comments above them", () => {
    const moved = changeRules(text, { kind: "move", at: 0, to: 1 }) ?? "";
    expect(rulesOf(moved).map(({ name }) => name)).toEqual(["releases", "no force pushes"]);
    expect(moved.indexOf("# Since the incident")).toBeGreaterThan(moved.indexOf("name: releases"));
    expect(changeRules(moved, { kind: "move", at: 1, to: 0 })).toBe(text);
  });

  test("the last one can be removed, and the first one added", () => {
    const one = changeRules(text, { kind: "remove", at: 1 }) ?? "";
    const none = changeRules(one, { kind: "remove", at: 0 }) ?? "";
    expect(rulesOf(none)).toEqual([]);
    for (const empty of [none, "version: 1\npolicies: []\n", "version: 1\npolicies: []"]) {
      const again = changeRules(empty, { kind: "add", rule }) ?? "";
      expect(rulesOf(again).map((placed) => placed.rule)).toEqual([rule]);
    }
    const added = changeRules(text, { kind: "add", rule }) ?? "";
    expect(rulesOf(added).at(-1)?.rule).toEqual(rule);
    expect(added.endsWith("  # At the end.\n")).toBe(true);
  });

  test("a strong confirmation is read, and another kind is left to the text", () => {
    const asked = text.replace("edit: true", "edit: true, confirmation: strong");
    expect(rulesOf(asked)[1]?.rule?.effect).toMatchObject({ kind: "ask", isStrong: true });
    expect(rulesOf(asked.replace(": strong", ": weak"))[1]?.rule).toBeUndefined();
  });

  test("what the form does not know stays in the text", () => {
    const unusual = text.replace("name: releases", "label: releases");
    expect(rulesOf(unusual)[1]?.rule).toBeUndefined();
    expect(readRules("policies: [")).toHaveProperty("problem");
    expect(changeRules("policies: [", { kind: "add", rule })).toBeUndefined();
  });

  test.each(["a: b", "#x", "", " x", "\u202Eevil", "4h", "it's", "git.*", "\u{E0041}", "1:30"])(
    "YAML reads the text %j back",
    (given) => {
      expect(parseDocument(`- ${printText(given)}`, { schema: "failsafe" }).toJS()).toEqual([
        given,
      ]);
    },
  );

  test.each(["yes", "0x1F", "1_000", "e5", "12", "null", "~", ".inf"])(
    "%j, which a parser can take for another value, is in quotes",
    (given) => {
      expect(printText(given)).toBe(`"${given}"`);
    },
  );

  test("each effect is printed as it is read", () => {
    const effects: readonly Rule["effect"][] = [
      { kind: "deny", reason: 'not on "Fridays"' },
      { kind: "as_proposed" },
      {
        kind: "ask",
        group: undefined,
        approvers: ["01a22906-99c2-7713-80df-f31713ca1c74"],
        approvals: 1,
        expiresIn: "30m",
        edit: false,
        isStrong: true,
        escalateTo: "leads",
        escalationExpiresIn: "2h",
        grace: "10s",
      },
      { kind: "allow", grace: "5m" },
    ];
    for (const effect of effects) {
      const printed = `policies:\n${printRule({ ...rule, effect }, "")}\n`;
      expect(rulesOf(printed)[0]?.rule).toEqual({ ...rule, effect });
    }
  });
});

test("changes of different lines are merged, and of the same lines are not", () => {
  const base = "1\n2\n3\n4\n5\n6";
  expect(mergeTexts(base, "1\nmine\n3\n4\n5\n6", "1\n2\n3\n4\n5\ntheirs\nmore")).toBe(
    "1\nmine\n3\n4\n5\ntheirs\nmore",
  );
  expect(mergeTexts(base, "1\n2\n4\n5\n6", base)).toBe("1\n2\n4\n5\n6");
  expect(mergeTexts(base, "1\nmine\n3\n4\n5\n6", "1\ntheirs\n3\n4\n5\n6")).toBeUndefined();
  expect(mergeTexts(base, "1\nsame\n3\n4\n5\n6", "1\nsame\n3\n4\n5\n6")).toBe(
    "1\nsame\n3\n4\n5\n6",
  );
});
