import { deepStrictEqual } from "node:assert/strict";
import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, test, inject } from "vitest";
import { decodeJsonExactly, parseJsonExactly } from "../../src/index.ts";
import { encodeJson } from "../../src/json.ts";
import { columns } from "./columns.ts";
import { exactText } from "./exact-text.ts";

let db: Kysely<Database>;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.destroy());

/** Columns that redact or mask would change these. */
const named = /key|token|secret|pass|auth|cred|cookie|sign|session|said|spoken|transcript/i;
const holdsNoSuchName = (text: string): boolean => !named.test(text);

/** Nullable columns take null as no value. */
const jsonValue = fc
  .oneof(
    fc.jsonValue({ stringUnit: "binary", depthSize: "medium" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom<unknown>(-0, [-0, { ["__proto__"]: 1 }], 5e-324, 1.7976931348623157e308),
  )
  .filter((value) => value !== null && holdsNoSuchName(JSON.stringify(value)));
const jsonText = exactText.filter((text) => text !== "null" && holdsNoSuchName(text));

const nested = `${'{"a":['.repeat(400)}-0${"]}".repeat(400)}`;

describe.for(columns)("%s", ([, store]) => {
  test("every JSON value comes back deeply equal, and as the text that it was encoded as", async () => {
    await fc.assert(
      fc.asyncProperty(jsonValue, async (value) => {
        const { value: found, json } = await store(db, value);
        // Not toStrictEqual, which reads a member named constructor as a type.
        deepStrictEqual(found, value);
        expect(json).toBe(encodeJson("value", value));
        expect(encodeJson("value", found)).toBe(json);
      }),
      { numRuns: inject("depth") === "deep" ? 60 : 40 },
    );
  });

  test("every JSON text that is parsed exactly comes back as the same text", async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, async (text) => {
        const { value, json } = await store(db, parseJsonExactly(text));
        expect(json).toBe(text);
        expect(JSON.stringify(decodeJsonExactly(json ?? null))).toBe(text);
        deepStrictEqual(value, JSON.parse(text));
      }),
      { numRuns: inject("depth") === "deep" ? 60 : 40 },
    );
  });

  test.for([
    "-0",
    "1e400",
    "[2.50,12345678901234567890,-1E+400]",
    '{"__proto__":{"a":1},"constructor":[],"toJSON":"x"}',
    '{"a":{"__proto__":null}}',
    '"\\u0000\\ud83d\\ude00\\/"',
    '"\u2028\u2029\ufeff"',
    '{"":"","\\u0000":1}',
    nested,
  ])("%s", async (text) => {
    const { value, json } = await store(db, parseJsonExactly(text));
    expect(json).toBe(text);
    deepStrictEqual(value, JSON.parse(text));
  });

  test("the last of several members with one name is kept, as by JSON.parse", async () => {
    expect((await store(db, parseJsonExactly('{"a":1,"b":2,"a":3.0}'))).json).toBe(
      '{"a":3.0,"b":2}',
    );
  });

  test.for([
    ["half of a surrogate pair", "\ud800"],
    ["one in a name", { "\udc00": 1 }],
    ["an escaped one", parseJsonExactly('{"a":["\\ud800"]}')],
    ["a number that is none", { n: Number.NaN }],
    ["what is no JSON", { at: new Date() }],
  ] as const)("%s is refused", async ([, value]) => {
    await expect(store(db, value)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
