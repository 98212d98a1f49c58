import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJsonExactly } from "../../src/index.ts";
import { encodeJson } from "../../src/json.ts";

test("every JSON text without white space is written as it was parsed", () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: "binary" }), (text) => {
      expect(JSON.stringify(parseJsonExactly(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
  for (const text of [
    "1.0",
    "1e2",
    "-0",
    "[2.50,12345678901234567890]",
    '{"a":"\\u00e9\\/"}',
    "1e400",
  ]) {
    expect(encodeJson("payload", parseJsonExactly(text))).toBe(text);
  }
});

test("a text that is nested too deeply to be written again is refused, also without escapes and numbers", () => {
  const deep = 200_000;
  expect(() => parseJsonExactly("[".repeat(deep) + "]".repeat(deep))).toThrow(RangeError);
  expect(parseJsonExactly('{"a":"[ {"}')).toEqual({ a: "[ {" });
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;

test.for([
  ["undefined", undefined],
  ["NaN", { n: Number.NaN }],
  ["Infinity", [Number.POSITIVE_INFINITY]],
  ["a bigint", { n: 1n }],
  ["a Date", { at: new Date() }],
  ["a Map", new Map()],
  ["a Set in a list", [new Set()]],
  ["bytes", new Uint8Array(2)],
  ["a function", { f: () => 1 }],
  ["a symbol", [Symbol("s")]],
  ["undefined in a list", [undefined]],
  ["half of a surrogate pair", "\ud800"],
  ["half of a surrogate pair in a name", { "\udc00": 1 }],
  ["an escaped half of a surrogate pair", parseJsonExactly('"\\ud800"')],
  ["a cycle", cycle],
] as const)("%s is refused, with the field's name", ([, value]) => {
  expect(() => encodeJson("payload", value)).toThrow(/^payload /);
});

test("a member that is undefined is left out, as JSON.stringify does", () => {
  expect(encodeJson("payload", { a: 1, b: undefined })).toBe('{"a":1}');
});
