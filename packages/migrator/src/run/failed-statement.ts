import type { SqlStatement } from "../sql/split-statements.ts";
import { isSignificant } from "../sql/split-statements.ts";
import { tokenize } from "../sql/tokenize.ts";
import { serverMessage } from "./server-message.ts";

/** A failed statement and the reason. */
export interface FailedStatement {
  readonly statement: number;
  /** The line where it begins in the file, from 1. */
  readonly line: number;
  /** Its first words, without strings. */
  readonly head: string;
  /** The server's message, with the line if it is not the statement's first. */
  readonly message: string;
}

export function failedStatement(
  statement: number,
  { text, line }: SqlStatement,
  cause: unknown,
): FailedStatement {
  const said = serverMessage(cause, text);
  const at = said.line === undefined || said.line === 1 ? "" : ` (line ${line + said.line - 1})`;
  return { statement, line, head: headOf(text), message: `${said.text}${at}` };
}

const maximumCharacters = 60;

/** Strings are left out: they can be secrets or about people. */
function headOf(sql: string): string {
  const words = tokenize(sql)
    .filter((token) => isSignificant(token) || token.kind === "space")
    .map(({ kind, text }) => (kind === "string" ? "'…'" : text))
    .join("")
    .replaceAll(/\s+/g, " ");
  return words.length > maximumCharacters
    ? `${words.slice(0, maximumCharacters).trimEnd()}…`
    : words;
}
