import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJsonExactly } from "../../src/index.ts";
import { canonicalJson, canonicalJsonOf, digestJson } from "../../src/canonical-json.ts";
import { redactJson } from "../../src/redaction/redact.ts";
import { exactText } from "./exact-text.ts";

/** In RFC 8785, -0 is 0. */
const withoutMinusZero = (text: string): unknown =>
  JSON.parse(text, (_name, value) => (value === 0 ? 0 : value));

test("the canonical form of a canonical form is itself, and has the same value", () => {
  fc.assert(
    fc.property(exactText, (text) => {
      const canonical = canonicalJsonOf(text);
      expect(canonicalJsonOf(canonical)).toBe(canonical);
      expect(isDeepStrictEqual(withoutMinusZero(canonical), withoutMinusZero(text))).toBe(true);
    }),
  );
});

test("the order of members does not change the digest, and __proto__ is a member", () => {
  const some = parseJsonExactly('{"b":1,"__proto__":{"a":2},"a":3}');
  const same = parseJsonExactly('{"a":3,"b":1,"__proto__":{"a":2}}');
  const other = parseJsonExactly('{"a":3,"b":1,"__proto__":{"a":4}}');
  expect(canonicalJson("payload", some)).toBe('{"__proto__":{"a":2},"a":3,"b":1}');
  expect(digestJson("payload", some)).toBe(digestJson("payload", same));
  expect(digestJson("payload", some)).not.toBe(digestJson("payload", other));
});

test("redaction keeps a member named __proto__, and redacts inside it", () => {
  const value = parseJsonExactly('{"__proto__":{"password":"hunter2","n":2.50},"a":[-0,1e400]}');
  expect(JSON.stringify(redactJson(value))).toBe(
    '{"__proto__":{"password":"[redacted]","n":2.50},"a":[-0,1e400]}',
  );
});
