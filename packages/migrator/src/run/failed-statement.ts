import type { SqlStatement } from "../sql/split-statements.ts";
import { isSignificant } from "../sql/split-statements.ts";
import { tokenize } from "../sql/tokenize.ts";
import { serverWords } from "./server-words.ts";

/** A failed statement and the reason. */
export interface FailedStatement {
  readonly statement: number;
  /** The line where it begins in the file, from 1. */
  readonly line: number;
  /** Its first words, without strings. */
  readonly head: string;
  /** The server's message, with the line if it is not the statement's first. */
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

/** Strings are left out: they can be secrets or about people. */
function headOf(sql: string): string {
  const words = tokenize(sql)
    .filter((token) => isSignificant(token) || token.kind === "space")
    .map(({ kind, text }) => (kind === "string" ? "'…'" : text))
    .join("")
    .replaceAll(/\s+/g, " ");
  return words.length > mostCharacters ? `${words.slice(0, mostCharacters).trimEnd()}…` : words;
}
