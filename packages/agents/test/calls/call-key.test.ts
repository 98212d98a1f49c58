import fc from "fast-check";
import { expect, test } from "vitest";
import { keyOfCall } from "../../src/calls/call-key.ts";
import { parseExactly } from "../../src/calls/parse-exactly.ts";

const call = { scope: "s", actionType: "t", summary: "a question" };
const keyOf = (given: unknown): string => keyOfCall({ ...call, arguments: given });

test("the order of members, and what JSON does not keep, makes no other key", () => {
  for (const [one, other] of [
    [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ],
    [
      { 2: "x", 10: "y", z: 1 },
      { z: 1, 10: "y", 2: "x" },
    ],
    [-0, 0],
    [{ a: 1, b: undefined }, { a: 1 }],
    [
      [undefined, Number.NaN],
      [null, null],
    ],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [JSON.parse('{"__proto__": {"a": 1, "b": 2}}'), JSON.parse('{"__proto__": {"b": 2, "a": 1}}')],
  ]) {
    expect(keyOf(one)).toBe(keyOf(other));
  }
});

test("different calls have different keys", () => {
  const keys = [
    null,
    {},
    [],
    "",
    0,
    false,
    "0",
    [0],
    [[0]],
    { a: 1 },
    { a: "1" },
    { a: [1, 2] },
    { a: [2, 1] },
    { a: { b: 1 } },
    { "a.b": 1 },
    JSON.parse('{"__proto__": {"a": 1}}'),
    JSON.parse('{"__proto__": {"a": 2}}'),
    { constructor: 1 },
    "é",
    "e\u0301",
    "\ud800",
    "\ud801",
    "\ufffd",
    "🎉",
    new Date(0),
    new Date(1),
  ].map(keyOf);
  keys.push(
    keyOfCall({ ...call, scope: "s2", arguments: null }),
    keyOfCall({ ...call, actionType: "t2", arguments: null }),
    keyOfCall({ ...call, callId: "c1", arguments: null }),
    keyOfCall({ ...call, callId: "c2", arguments: null }),
    // The parts of a key cannot be shifted into each other.
    keyOfCall({ ...call, scope: "st", actionType: "", arguments: null }),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("the key of a call is the same for each version of the program", () => {
  expect(keyOf({ b: [1, "é"], a: null })).toBe(
    "call:abda433b9595ce8c5de29b9215584976c7cf9a332a28d8e1e66ee672fadfa45a",
  );
});

test("arguments may be nested as deep as the server takes them", () => {
  const nested = (inner: unknown): unknown => {
    let value = inner;
    for (let level = 0; level < 500; level += 1) value = [{ a: value }];
    return value;
  };
  expect(keyOf(nested(1))).toBe(keyOf(nested(1)));
  expect(keyOf(nested(1))).not.toBe(keyOf(nested(2)));
});

test("what is no JSON value is refused by name", () => {
  expect(() => keyOf(undefined)).toThrow(
    new TypeError("the arguments of a call must be a JSON value, got undefined"),
  );
  expect(() => keyOf({ a: 1n })).toThrow(TypeError);
});

test("two values have one key only if JSON holds them the same", () => {
  // Tags keep an object apart from the array of its members.
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) return ["array", ...value.map(canonical)];
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return ["object", ...members.map(([name, member]) => [name, canonical(member)])];
  };
  const form = (value: unknown): string => JSON.stringify(canonical(value));
  const json = fc.jsonValue({ maxDepth: 2, stringUnit: "binary" });
  fc.assert(
    fc.property(json, json, (one, other) => {
      const isSame =
        form(JSON.parse(JSON.stringify(one))) === form(JSON.parse(JSON.stringify(other)));
      expect(keyOf(one) === keyOf(other)).toBe(isSame);
    }),
  );
  fc.assert(
    fc.property(json, (value) => {
      expect(keyOf(structuredClone(value))).toBe(keyOf(value));
    }),
  );
});

test("numbers that differ in digits which JavaScript does not keep are two calls", () => {
  const [one, other] = ["12345678901234567890", "12345678901234567891"].map((text) =>
    parseExactly(`{"id": ${text}}`),
  );
  expect(keyOf(one)).not.toBe(keyOf(other));
});
