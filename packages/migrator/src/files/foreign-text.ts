import { type MigrationProblem, problem } from "../plan/problem.ts";
import { isSignificant } from "../sql/split-statements.ts";
import type { Token } from "../sql/token.ts";

/** Text in a file that is not SQL. */
interface Foreign {
  readonly line: number;
  readonly thing: string;
  /** The problem or the way out, with the punctuation before it. */
  readonly rest: string;
}

/** The most problems of this kind reported for a file. */
const maximumReported = 5;

/** Refuses commands of client programs, and characters that only look like SQL's. */
export function foreignProblems(
  file: string,
  sql: string,
  tokens: readonly Token[],
): MigrationProblem[] {
  const found = [...altered(sql), ...clientCommands(tokens), ...oddCharacters(tokens)];
  const first = new Map<string, Foreign>();
  for (const foreign of found.toSorted((a, b) => a.line - b.line)) {
    if (!first.has(foreign.thing)) first.set(foreign.thing, foreign);
  }
  return [...first.values()]
    .slice(0, maximumReported)
    .map(({ line, thing, rest }) =>
      problem("not_sql", [file], `has ${thing} in line ${line}${rest}`),
    );
}

/** Signs that the text is not as its author wrote it. */
function* altered(sql: string): Generator<Foreign> {
  const signs = [
    [/\0/u, "a NUL character", "; save the file as UTF-8 text"],
    [/\p{Surrogate}/u, "half of a character", "; save the file as UTF-8 text"],
    [
      /\uFFFD/u,
      "U+FFFD",
      ", which a program wrote in place of a character that it could not decode; restore the character, or write chr(65533) if it is meant",
    ],
  ] as const;
  for (const [pattern, thing, rest] of signs) {
    const at = sql.search(pattern);
    if (at >= 0) yield { line: lineAt(sql, at), thing, rest };
  }
}

function* clientCommands(tokens: readonly Token[]): Generator<Foreign> {
  let statement: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]?.text ?? "";
    if (token.text === "\\") {
      const thing = `\\${/^[\w.!?;]+/.exec(next)?.[0] ?? ""}`;
      yield { line: token.line, thing, rest: ", which only psql understands; take it out" };
    }
    if (token.text === "." && statement.length === 0 && /^[a-z]/i.test(next)) {
      const rest = ", which only DuckDB's shell understands; take it out";
      yield { line: token.line, thing: `.${next}`, rest };
    }
    if (token.text === ";") {
      statement = [];
    } else if (isSignificant(token)) {
      statement.push(token);
    }
    if (setsEncoding(statement)) {
      const rest = ", but files are sent as UTF-8, so the text would be altered; take it out";
      yield { line: statement[0]?.line ?? token.line, thing: "SET client_encoding", rest };
    }
    if (isCopyOfData(statement)) {
      const rest = ", which needs psql to send the rows; write them as INSERT (pg_dump --inserts)";
      yield { line: statement[0]?.line ?? token.line, thing: "COPY … FROM STDIN", rest };
      // Rows of data follow, which can look like anything.
      return;
    }
  }
}

/** Whether the statement sets an encoding other than UTF-8. */
function setsEncoding(statement: readonly Token[]): boolean {
  if (statement.length > 5) return false;
  const words = statement.map(({ text }) => text.toUpperCase().replaceAll("'", "")).join(" ");
  const encoding = /^SET (?:SESSION |LOCAL )?(?:CLIENT_ENCODING (?:=|TO)|NAMES) (.+)$/.exec(
    words,
  )?.[1];
  return encoding !== undefined && !/^(?:UTF-?8|UNICODE|DEFAULT)$/.test(encoding);
}

function isCopyOfData(statement: readonly Token[]): boolean {
  const word = (index: number): string | undefined => statement.at(index)?.text.toUpperCase();
  // A query in parentheses may read a table of that name.
  const fromTable = word(0) === "COPY" && word(1) !== "(";
  return fromTable && word(-1) === "STDIN" && word(-2) === "FROM";
}

/**
 * Characters that are neither part of a word in any script nor symbols such as emoji. ASCII is checked
 * separately.
 */
const odd = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Z}\p{P}\p{Sm}\p{Sk}]/gu;

function* oddCharacters(tokens: readonly Token[]): Generator<Foreign> {
  for (const { kind, text, line } of tokens) {
    if (kind === "comment" || kind === "string" || kind === "quoted-name") continue;
    for (const { 0: character, index } of text.matchAll(odd)) {
      if (/[\t-\r\x20-\x7E]/.test(character)) continue;
      yield { line: line + lineAt(text, index) - 1, ...describe(character) };
    }
  }
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

const quotationMark = /[\u2018-\u201F\u2032-\u2036\u2039\u203A\u00AB\u00BB\u00B4\uFF02\uFF07]/;

function describe(character: string): Pick<Foreign, "rest" | "thing"> {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  if (character === "\uFEFF") {
    return { thing: `a byte-order mark (${code})`, rest: ", inside the text; take it out" };
  }
  if (quotationMark.test(character)) {
    return { thing: `the quotation mark ${character} (${code})`, rest: `; write ' or "` };
  }
  if (/[\p{Pd}\u2212]/u.test(character)) {
    return { thing: `the dash ${character} (${code})`, rest: "; write -" };
  }
  if (/\p{Z}/u.test(character)) {
    return {
      thing: `the character ${code}`,
      rest: ", which SQL does not read as a space; write a plain space",
    };
  }
  return /[\p{Default_Ignorable_Code_Point}\p{C}]/u.test(character)
    ? { thing: `the character ${code}`, rest: ", which is invisible; take it out" }
    : { thing: `${character} (${code})`, rest: ", which is not SQL outside quotes" };
}
