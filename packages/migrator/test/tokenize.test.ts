import fc from "fast-check";
import { expect, test } from "vitest";
import { SqlTextError } from "../src/sql/sql-text-error.ts";
import { tokenize } from "../src/sql/tokenize.ts";
import { anyText, insertion } from "./sql-pieces.ts";

function kinds(sql: string): string[] {
  return tokenize(sql)
    .filter(({ kind }) => kind !== "space")
    .map(({ kind, text }) => `${kind} ${text}`);
}

/** The tokens' texts; none where the text is refused for what it opens and never closes. */
function pieces(sql: string): string[] | undefined {
  try {
    return tokenize(sql).map(({ text }) => text);
  } catch (error) {
    if (error instanceof SqlTextError && /['"$]|\/\*/.test(sql)) return undefined;
    throw error;
  }
}

test("the tokens of any text, one after another, are the text", () => {
  let read = 0;
  fc.assert(
    fc.property(anyText, (sql) => {
      const found = pieces(sql);
      if (found === undefined) return true;
      read += 1;
      return found.join("") === sql && !found.includes("");
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(1000);
});

test("each token's line is where it begins", () => {
  fc.assert(
    fc.property(insertion, (sql) => {
      let before = "";
      for (const { text, line } of tokenize(sql)) {
        expect(line).toBe(before.split(/\r\n?|\n/).length);
        before += text;
      }
    }),
  );
});

test.for<[sql: string, expected: string[]]>([
  ["'it''s'", ["string 'it''s'"]],
  [String.raw`'a\' 'b'`, [String.raw`string 'a\'`, "string 'b'"]],
  [String.raw`E'a\'b' c`, [String.raw`string E'a\'b'`, "word c"]],
  [String.raw`fee'a\'`, ["word fee", String.raw`string 'a\'`]],
  ["E'a'\n'b\\'c'", ["string E'a'\n'b\\'c'"]],
  [
    "U&'d' U&\"d\" N'x' X'1f'",
    ["string U&'d'", 'quoted-name U&"d"', "string N'x'", "string X'1f'"],
  ],
  ["$$a'b$$ $t$ $$ $t$", ["string $$a'b$$", "string $t$ $$ $t$"]],
  ["a$b$c $1 $name", ["word a$b$c", "placeholder $1", "placeholder $name"]],
  ['"a""b".c', ['quoted-name "a""b"', "punctuation .", "word c"]],
  ["/* a /* b */ c */ 1 -- d", ["comment /* a /* b */ c */", "number 1", "comment -- d"]],
  ["1+-2", ["number 1", "operator +-", "number 2"]],
  ["5*/* c */2", ["number 5", "operator *", "comment /* c */", "number 2"]],
  ["1--2", ["number 1", "comment --2"]],
  [
    "a::int := b->>'c'",
    [
      "word a",
      "punctuation ::",
      "word int",
      "punctuation :=",
      "word b",
      "operator ->>",
      "string 'c'",
    ],
  ],
  [
    "1.5e-3 .5 0xff 1_000 1..2",
    [
      "number 1.5e-3",
      "number .5",
      "number 0xff",
      "number 1_000",
      "number 1",
      "punctuation .",
      "number .2",
    ],
  ],
  ["größe\u00a0naïve", ["word größe", "word naïve"]],
  ["\ufeffSELECT", ["word SELECT"]],
])("%j", ([sql, expected]) => {
  expect(kinds(sql)).toEqual(expected);
});

test.for<[sql: string, line: number, message: RegExp]>([
  [
    "SELECT 1;\n\nSELECT 'a",
    3,
    /^line 3: a string begins here and is never closed; close it with '$/,
  ],
  ["SELECT E'a\\'", 1, /a string/],
  ["\r\nSELECT $t$ a $$", 2, /close it with \$t\$$/],
  ['SELECT "a', 1, /a quoted name .* close it with "$/],
  ["SELECT 1 /* a /* b */", 1, /a comment .* close it with \*\/$/],
])("%j is refused", ([sql, line, message]) => {
  expect(() => tokenize(sql)).toThrow(message);
  expect(() => tokenize(sql)).toThrow(expect.objectContaining({ line }) as Error);
});

test("a comment of a hundred thousand dashes, behind which a string might go on", () => {
  const sql = `E'a'${" --".repeat(50_000)}`;
  expect(tokenize(sql).at(-1)?.kind).toBe("comment");
});
