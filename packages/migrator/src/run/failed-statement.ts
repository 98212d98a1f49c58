import type { SqlStatement } from "../sql/split-statements.ts";
import { isSignificant } from "../sql/split-statements.ts";
import { tokenize } from "../sql/tokenize.ts";
import { serverWords } from "./server-words.ts";

/** A statement of a file, and why it failed. */
export interface FailedStatement {
  /** From 1. */
  readonly statement: number;
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** How it begins, without texts. */
  readonly head: string;
  /** What the server said, with the line where that is not the first of the statement. */
  readonly words: string;
}

export function failedStatement(
  statement: number,
  { text, line }: SqlStatement,
  cause: unknown,
): FailedStatement {
  const words = serverWords(cause, text);
  const at = words.line === undefined || words.line === 1 ? "" : ` (line ${line + words.line - 1})`;
  return { statement, line, head: headOf(text), words: `${words.text}${at}` };
}

const mostCharacters = 60;

/** Texts are left out, since they can be secrets or about people. */
function headOf(sql: string): string {
  const words = tokenize(sql)
    .filter((token) => isSignificant(token) || token.kind === "space")
    .map(({ kind, text }) => (kind === "string" ? "'…'" : text))
    .join("")
    .replaceAll(/\s+/g, " ");
  return words.length > mostCharacters ? `${words.slice(0, mostCharacters).trimEnd()}…` : words;
}
