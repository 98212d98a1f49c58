import { isSignificant } from "../sql/split-statements.ts";
import type { Token } from "../sql/token.ts";

export interface CommentLine {
  /** With the comment signs, without surrounding space. */
  readonly text: string;
  /** Without the comment signs, from the first letter or digit on. */
  readonly words: string;
  /** From 1. */
  readonly line: number;
  /** Whether it is a `--` comment at the start of its line. */
  readonly beginsLine: boolean;
  /** Whether SQL comes before it. */
  readonly belowSql: boolean;
  /** Whether SQL comes after it. */
  readonly aboveSql: boolean;
}

/** The lines of all comments, in order. */
export function commentLines(tokens: readonly Token[]): CommentLine[] {
  const first = tokens.findIndex(isSignificant);
  const last = tokens.findLastIndex(isSignificant);
  return tokens.flatMap((token, index) => {
    if (token.kind !== "comment") return [];
    const before = tokens[index - 1]?.text ?? "\n";
    return token.text.split("\n").map((text, offset) => ({
      text: text.trim(),
      words: text.replace(/^[^\p{L}\p{N}]+/u, "").replace(/\s*(?:\*\/)?\s*$/, ""),
      line: token.line + offset,
      beginsLine: token.text.startsWith("--") && before.endsWith("\n"),
      belowSql: first >= 0 && first < index,
      aboveSql: index < last,
    }));
  });
}

/** Quotes a comment in a message. */
export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
