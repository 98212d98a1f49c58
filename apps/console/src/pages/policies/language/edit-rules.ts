import { printRule } from "./print-rule.ts";
import { type PlacedRule, readRules } from "./read-rules.ts";
import type { Rule } from "./rule.ts";

/** A change of one rule of a text. Places are from 0. */
export type RuleChange =
  | { readonly kind: "add"; readonly rule: Rule }
  | { readonly kind: "set"; readonly at: number; readonly rule: Rule }
  | { readonly kind: "remove"; readonly at: number }
  | { readonly kind: "move"; readonly at: number; readonly to: number };

/**
 * Changes one rule of a text, and leaves all others as they are written. The comments above a rule go with it, and those
 * within a rule that is changed come above it.
 *
 * @returns undefined for a text whose rules cannot be read.
 */
export function changeRules(text: string, change: RuleChange): string | undefined {
  const read = readRules(text);
  if ("problem" in read) return undefined;
  if (read.inPlace !== undefined) {
    if (change.kind !== "add") return undefined;
    const [start, end] = read.inPlace;
    const [before, after] = [text.slice(0, start).trimEnd(), text.slice(end)];
    return `${before}\n${printRule(change.rule, "  ")}${after.startsWith("\n") ? after : `\n${after}`}`;
  }
  const { head, blocks, tail, indent } = split(text, read.rules);
  const next = applyTo(blocks, change, indent);
  if (next.length === 0) return `${head.trimEnd()} []${tail}`;
  return `${head}${next.join("")}${tail}`;
}

/** A text in its parts: what is before the first rule, each rule with what is above it, and what is behind the last. */
function split(text: string, rules: readonly PlacedRule[]) {
  const [first] = rules;
  const start = first?.start ?? text.length;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  // The comments above the first rule are its own, down from the line of the key.
  const key = /^policies[ \t]*:[^\n]*/m.exec(text);
  const headEnd = key === null ? lineStart : key.index + key[0].length;
  const ends = rules.map(({ end }) => endOfLine(text, end));
  const blocks = rules.map((rule, index) => {
    const begin = index === 0 ? headEnd : (ends[index - 1] ?? headEnd);
    const dashLine = text.lastIndexOf("\n", rule.start - 1) + 1;
    return { above: text.slice(begin, dashLine), own: text.slice(dashLine, ends[index]) };
  });
  return {
    head: text.slice(0, headEnd),
    blocks,
    tail: text.slice(ends.at(-1) ?? headEnd),
    indent: text.slice(lineStart, start),
  };
}

interface Block {
  /** From the end of the line before it. */
  readonly above: string;
  readonly own: string;
}

function applyTo(blocks: readonly Block[], change: RuleChange, indent: string): string[] {
  const texts = blocks.map(({ above, own }) => `${above}${own}`);
  switch (change.kind) {
    case "add":
      return [...texts, `\n${printRule(change.rule, indent)}`];
    case "set":
      return blocks.map(({ above, own }, index) =>
        index === change.at
          ? `${above}${commentsOf(own, indent)}${printRule(change.rule, indent)}`
          : `${above}${own}`,
      );
    case "remove":
      return texts.filter((_, index) => index !== change.at);
    default: {
      const [moved] = texts.splice(change.at, 1);
      if (moved !== undefined) texts.splice(change.to, 0, moved);
      return texts;
    }
  }
}

/** The comments within a rule, as lines of their own. */
function commentsOf(own: string, indent: string): string {
  return own
    .split("\n")
    .flatMap((line) => {
      const comment = /(?:^|\s)(#.*)$/.exec(withoutQuoted(line));
      return comment === null
        ? []
        : [`${indent}${line.slice(line.length - (comment[1]?.length ?? 0))}\n`];
    })
    .join("");
}

/** A line with its quoted texts blanked, since a `#` within one begins no comment. */
function withoutQuoted(line: string): string {
  return line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => "x".repeat(quoted.length));
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
