import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJsonExactly } from "../../src/index.ts";

test("names stay the same, after any earlier text", () => {
  // After the first text, Node 24.21's JSON.parse reads the second name as a backslash.
  parseJsonExactly(String.raw`{"a":1,"\\":2}`);
  for (const text of [String.raw`{"a":1,"\n":2}`, String.raw`{"a":1, "\u00e9":2.50}`]) {
    const value = parseJsonExactly(text) as object;
    expect(Object.keys(value)[1]).toBe(text.includes("u00e9") ? "é" : "\n");
  }
});

test("texts with any names are written as they were read", () => {
  const word = fc.constantFrom("a", "é", "\\", '"', "\n", "__proto__", "\u2028", "1", "");
  const name = fc.array(word, { maxLength: 3 }).map((words) => words.join(""));
  const number = fc.constantFrom("0", "-0", "2.50", "1E400", "12345678901234567891", "1e-7");
  const space = fc.constantFrom("", "", " ", "\r\n", "\t");
  const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      name.map((text) => JSON.stringify(text)),
      fc.constantFrom("true", "false", "null", String.raw`"\u0061"`, String.raw`"\/"`),
      tie("list"),
      tie("object"),
    ),
    list: fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
    object: fc
      // No name is a whole number, which would come first, and none occurs twice.
      .uniqueArray(
        fc.tuple(
          name.map((text) => `k${text}`),
          tie("value"),
        ),
        {
          maxLength: 3,
          selector: ([text]) => text,
        },
      )
      .map((members) => members.map(([text, is]) => `${JSON.stringify(text)}:${is}`))
      .map((members) => `{${members.join(",")}}`),
  }));
  fc.assert(
    fc.property(value, space, space, (text, before, after) => {
      expect(JSON.stringify(parseJsonExactly(`${before}${text}${after}`))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});
