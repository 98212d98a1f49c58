import { matchAt, readEnclosed } from "./enclosed.ts";
import { SqlTextError } from "./sql-text-error.ts";
import { lineEnds, type Token, type TokenKind } from "./token.ts";

/** Patterns in the order in which they are tried. */
const plain: readonly (readonly [TokenKind, RegExp])[] = [
  ["space", /\s+/y],
  ["comment", /--[^\n\r]*/y],
  ["word", /[A-Za-z_\u0080-\uFFFF](?:[\w$\u0080-\uFFFF](?<!\s))*/y],
  ["placeholder", /\$(?:\d+|[A-Za-z_\u0080-\uFFFF](?:[\w\u0080-\uFFFF](?<!\s))*)/y],
  [
    "number",
    /0x[\da-f_]+|0o[0-7_]+|0b[01_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?/iy,
  ],
  // A comment may follow an operator without a space.
  ["operator", /(?:(?!--|\/\*)[~!@#^&|`?+\-*/%<>=])+/y],
  ["punctuation", /::|:=|[,()[\]{};.:]/y],
  ["other", /[^]/uy],
];

/**
 * Splits SQL of DuckDB or PostgreSQL into tokens, without loss: the texts of the tokens, joined, are the input.
 * It assumes PostgreSQL's default, `standard_conforming_strings = on`.
 *
 * @throws {SqlTextError} for a comment, a string or a quoted name that is never closed.
 */
export function tokenize(sql: string): Token[] {
  return [...readTokens(sql)];
}

/** Yields tokens one by one, so that the tokens before an error are known. */
export function* readTokens(sql: string): Generator<Token> {
  let line = 1;
  for (let offset = 0; offset < sql.length;) {
    const [kind, end] = readOne(sql, offset, line);
    const text = sql.slice(offset, end);
    yield { kind, text, line };
    line += lineEnds(text);
    offset = end;
  }
}

/** The kind of the token at the offset, and the offset of its end. */
function readOne(sql: string, offset: number, line: number): readonly [TokenKind, number] {
  const enclosed = readEnclosed(sql, offset);
  if (enclosed?.end !== undefined) return [enclosed.kind, enclosed.end];
  if (enclosed !== undefined) {
    const what = enclosed.kind.replace("-", " ");
    throw new SqlTextError(
      line,
      `a ${what} begins here and is never closed; close it with ${enclosed.closedBy}`,
    );
  }
  for (const [kind, pattern] of plain) {
    const length = matchAt(pattern, sql, offset)?.[0].length ?? 0;
    if (length > 0) return [kind, offset + length];
  }
  throw new RangeError(`no token at offset ${offset}`);
}
