import type { Token } from "../../sql/token.ts";

/** A statement's text in one form, for patterns to look for. */
export interface CanonicalText {
  /** Upper case, one space between tokens, and nothing in its strings and quoted names. */
  readonly text: string;
  /** The line in the file that what stands at an offset of the text comes from. */
  readonly lineAt: (offset: number) => number;
}

/** @param tokens without space and comments. */
export function canonicalText(tokens: readonly Token[]): CanonicalText {
  const starts: (readonly [offset: number, line: number])[] = [];
  let text = "";
  for (const token of tokens) {
    if (text !== "") text += " ";
    starts.push([text.length, token.line]);
    text += canonical(token);
  }
  const lineAt = (offset: number): number =>
    starts.findLast(([start]) => start <= offset)?.[1] ?? tokens[0]?.line ?? 1;
  return { text, lineAt };
}

function canonical({ kind, text }: Token): string {
  if (kind === "quoted-name") return '""';
  if (kind !== "string") return text.toUpperCase();
  return text.startsWith("$") ? "''" : `${text.slice(0, text.indexOf("'")).toUpperCase()}''`;
}
