import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { comparisons, type Rule, type RuleCondition, type RuleEffect } from "./rule.ts";

/** A rule in a text, and where it is. */
export interface PlacedRule {
  /** Undefined for one that the form cannot show, because it is wrong or unusual. */
  readonly rule: Rule | undefined;
  /** The name, also of a rule that the form cannot show. */
  readonly name: string;
  /** The offset of its dash, and that behind its last character. */
  readonly start: number;
  readonly end: number;
  /** Its first and last line, from 1. */
  readonly lines: readonly [first: number, last: number];
}

/** The rules of a text, or why they cannot be shown. */
export type ReadRules =
  | {
      readonly rules: readonly PlacedRule[];
      /** The offsets of the value of `policies`, where that is not a list with dashes. */
      readonly inPlace: readonly [start: number, end: number] | undefined;
    }
  | { readonly problem: string };

class Unusual extends Error {}

/**
 * Reads the rules of a text, for the form. The server says what is wrong with the text; what the form does not know is
 * left to the text.
 */
export function readRules(text: string): ReadRules {
  const lineCounter = new LineCounter();
  const { contents, errors } = parseDocument(text, {
    lineCounter,
    // What a scalar means is read from its spelling, as the server does.
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    merge: false,
  });
  if (errors.length > 0) return { problem: "The text is not valid YAML." };
  const list = isMap(contents) ? (contents.get("policies", true) as unknown) : undefined;
  if (!isSeq(list) || list.range === null || list.range === undefined) {
    return { problem: "The text has no list of policies." };
  }
  const { items, flow } = list;
  if (flow === true) {
    if (items.length > 0) return { problem: "The policies are written in one line." };
    return { rules: [], inPlace: [list.range[0], list.range[1]] };
  }
  const rules = items.map((item): PlacedRule => {
    const node = item as Node;
    const at = node.range?.[0] ?? 0;
    const start = text.lastIndexOf("-", at);
    const end = endOf(node);
    const name: unknown = isMap(node) ? node.get("name") : undefined;
    return {
      rule: tryToRead(node, text),
      name: typeof name === "string" ? name : "",
      start,
      end,
      lines: [lineCounter.linePos(start).line, lineCounter.linePos(Math.max(start, end - 1)).line],
    };
  });
  return { rules, inPlace: undefined };
}

/** Behind the last character of a value: the range of a block goes on to what follows. */
function endOf(node: Node): number {
  let end = node.range?.[0] ?? 0;
  visit(node, (_key, part) => {
    const isWhole = isScalar(part) || ((isMap(part) || isSeq(part)) && part.flow === true);
    if (isWhole && part.range) end = Math.max(end, part.range[1]);
  });
  return end;
}

function tryToRead(node: Node, text: string): Rule | undefined {
  try {
    return readRule(membersOf(node), text);
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

function readRule(rule: YAMLMap, text: string): Rule {
  expectKeys(rule, ["name", "match", "allow", "deny", "ask"]);
  const match = membersOf(rule.get("match", true));
  expectKeys(match, ["types", "services", "repositories", "where"]);
  return {
    name: textOf(rule.get("name", true)),
    types: textsOf(match.get("types", true)),
    services: textsOf(match.get("services", true)),
    repositories: textsOf(match.get("repositories", true)),
    where: itemsOf(match.get("where", true)).map((condition) => readCondition(condition, text)),
    effect: readEffect(rule),
  };
}

function readCondition(node: unknown, text: string): RuleCondition {
  const condition = membersOf(node);
  const at = textOf(condition.get("at", true));
  const [comparison, ...others] = condition.items
    .map(({ key }) => textOf(key))
    .filter((key) => key !== "at");
  if (comparison === undefined || others.length > 0 || !(comparison in comparisons)) {
    throw new Unusual();
  }
  const value = condition.get(comparison, true) as unknown;
  const values = comparison === "one_of" ? itemsOf(value) : [value];
  return { at, comparison, value: values.map((one) => sourceOf(one, text)).join(", ") };
}

function readEffect(rule: YAMLMap): RuleEffect {
  const given = ["allow", "deny", "ask"].filter((key) => rule.has(key));
  if (given.length !== 1) throw new Unusual();
  if (rule.has("allow")) return readAllow(rule.get("allow", true));
  if (rule.has("deny")) return { kind: "deny", reason: textOf(rule.get("deny", true)) };
  const asked: unknown = rule.get("ask", true);
  if (isScalar(asked)) {
    if (asked.value !== "as_proposed") throw new Unusual();
    return { kind: "as_proposed" };
  }
  const ask = membersOf(asked);
  expectKeys(ask, [
    "group",
    "approvers",
    "approvals",
    "expires_in",
    "edit",
    "on_expiry",
    "confirmation",
    "grace",
  ]);
  const confirmation = optional(ask, "confirmation");
  if (confirmation !== "" && confirmation !== "strong") throw new Unusual();
  const onExpiry: unknown = ask.get("on_expiry", true);
  const escalation = isMap(onExpiry) ? membersOf(onExpiry.get("escalate", true)) : undefined;
  return {
    kind: "ask",
    group: ask.has("group") ? textOf(ask.get("group", true)) : undefined,
    approvers: textsOf(ask.get("approvers", true)),
    approvals: Number(optional(ask, "approvals") || "1"),
    expiresIn: optional(ask, "expires_in"),
    edit: optional(ask, "edit") === "true",
    isStrong: confirmation === "strong",
    escalateTo: escalation && textOf(escalation.get("group", true)),
    escalationExpiresIn: escalation === undefined ? "" : optional(escalation, "expires_in"),
    grace: optional(ask, "grace"),
  };
}

function readAllow(allowed: unknown): RuleEffect {
  if (!isMap(allowed)) return { kind: "allow", grace: "" };
  expectKeys(allowed, ["grace"]);
  return { kind: "allow", grace: optional(allowed, "grace") };
}

function optional(of: YAMLMap, key: string): string {
  return of.has(key) ? textOf(of.get(key, true)) : "";
}

function membersOf(node: unknown): YAMLMap {
  if (isMap(node)) return node;
  throw new Unusual();
}

function expectKeys(node: YAMLMap, keys: readonly string[]): void {
  if (node.items.every(({ key }) => keys.includes(textOf(key)))) return;
  throw new Unusual();
}

function textOf(node: unknown): string {
  if (isScalar(node) && typeof node.value === "string") return node.value;
  throw new Unusual();
}

function itemsOf(node: unknown): readonly unknown[] {
  if (node === undefined) return [];
  if (isSeq(node)) return node.items;
  throw new Unusual();
}

function textsOf(node: unknown): readonly string[] {
  return itemsOf(node).map(textOf);
}

/** A value as the text writes it, since `"12"` and `12` are not the same. */
function sourceOf(node: unknown, text: string): string {
  const isPlain = isScalar(node) && node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED";
  if (!isPlain || !node.range) throw new Unusual();
  return text.slice(node.range[0], node.range[1]);
}
