import { tokenize } from "../sql/tokenize.ts";
import { maskValues, type ServerMessage } from "./mask-values.ts";

/** Errors that name objects but no values of rows. */
const namesObjects =
  /^(?:Binder|Catalog|Dependency|IO|Not implemented|Parser|Permission|Syntax|Transaction(?:Context)?) Error:/;

/** DuckDB's errors are one text: a kind, a message, hints, and an excerpt of the statement with its line. */
export function duckDbMessage(message: string, statement: string): ServerMessage {
  const [words = "", ...excerpt] = message.split(/\n+(?=LINE \d+:)/);
  const line = /^LINE (\d+):/.exec(excerpt[0] ?? "")?.[1];
  return {
    text: safeMessage(words, statement),
    line: line === undefined ? undefined : Number(line),
  };
}

function safeMessage(words: string, statement: string): string {
  const [first = ""] = words.split("\n", 1);
  if (
    /\bconstraint\b/i.test(first) &&
    !/^(?:Binder|Catalog|Dependency|Parser) Error:/.test(first)
  ) {
    return maskKey(first);
  }
  if (namesObjects.test(first)) return words;
  return isAuthored(words, statement) ? words : maskValues(first);
}

/** Keeps the column's name if there is one. */
function maskKey(text: string): string {
  return text.replace(/"(?:(\w+): )?[^]*"/, (_, column?: string) =>
    column === undefined ? '"…"' : `"${column}: …"`,
  );
}

/** Whether the message is what the statement passed to `error()`, DuckDB's RAISE. */
function isAuthored(words: string, statement: string): boolean {
  const text = /^Invalid Input Error: ([^]*)$/.exec(words)?.[1];
  if (text === undefined || !/\berror\s*\(/i.test(statement)) return false;
  return tokenize(statement).some(({ kind, text: literal }) => {
    const content = literal.replaceAll(/^[^']*'|'$/g, "").replaceAll("''", "'");
    return kind === "string" && content.trim().length > 2 && text.includes(content.trim());
  });
}
