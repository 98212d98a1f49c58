import { matchAt, readEnclosed } from "./enclosed.ts";
import { SqlTextError } from "./sql-text-error.ts";
import { lineEnds, type Token, type TokenKind } from "./token.ts";

/** In the order in which they are tried. A line's end is \n, \r\n, or a \r alone, as both engines have it. */
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
 * Reads SQL of DuckDB or PostgreSQL, losslessly: the tokens' texts, one after another, are the input.
 * PostgreSQL is taken to have `standard_conforming_strings` on, as it has by default.
 *
 * @throws {SqlTextError} for a comment, a string or a quoted name that is never closed.
 */
export function tokenize(sql: string): Token[] {
  return [...readTokens(sql)];
}

/** The same one by one, so that of a text that cannot be read the tokens before that place are known. */
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

/** What the token at the offset is, and where it ends. */
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
