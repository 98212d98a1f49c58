import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canonicalJson,
  canonicalJsonOf,
  digestJson,
  digestStoredJson,
} from "../src/canonical-json.ts";
import { parseJsonExactly } from "../src/index.ts";
import { sha256 } from "../src/token.ts";

/** RFC 8785, appendix B: bits of a double, and its form. */
const numbers: [bits: string, form: string][] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

function doubleOf(bits: string): number {
  return Buffer.from(bits, "hex").readDoubleBE(0);
}

describe("RFC 8785", () => {
  test.for(numbers)("appendix B: %s is %s", ([bits, form]) => {
    expect(canonicalJson("n", doubleOf(bits))).toBe(form);
    expect(canonicalJsonOf(form)).toBe(form);
  });

  test.for(["7fffffffffffffff", "7ff0000000000000"])("appendix B: %s is an error", (bits) => {
    expect(() => canonicalJson("n", doubleOf(bits))).toThrow("convert it first");
  });

  test("section 3.2.3: members are sorted by UTF-16 code units, at every depth", () => {
    const text = String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    expect(canonicalJsonOf(text)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
        '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  test.for([
    [
      "section 3.2.2",
      String.raw`{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }`,
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    ],
    [
      "structures",
      '{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": { }, "": "empty", "a": { }, "111": [ {"e": "yes","E": "no" } ], "A": { }}',
      '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
    ],
    ["arrays", '[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'],
    [
      "french: by code units, not by a language",
      '{"peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ignore locale"}',
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
    ],
    [
      "unicode: not normalized",
      '{"Unnormalized Unicode":"A\\u030a"}',
      '{"Unnormalized Unicode":"A\u030a"}',
    ],
    [
      "weird",
      String.raw`{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\u000a": "Newline", "1": "One", "\u0080": "Control\u007f", "\ud83d\ude02": "Smiley", "\u00f6": "Latin Small Letter O With Diaeresis", "\ufb33": "Hebrew Letter Dalet With Dagesh", "</script>": "Browser Challenge"}`,
      '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
  ])("%s", ([, input = "", output = ""]) => {
    expect(canonicalJson("v", JSON.parse(input))).toBe(output);
    // 333333333.33333329 is not equal to the nearest double.
    const exactly = output.replace("333333333.3333333,", "33333333333333329e-8,");
    expect(canonicalJsonOf(input)).toBe(exactly);
    expect(canonicalJsonOf(input, "near")).toBe(output);
  });
});

describe("numbers that are not doubles stay different", () => {
  test.for([
    ["12345678901234567890", "12345678901234567891"],
    ["9007199254740993", "9007199254740992"],
    ["1e400", "1e401"],
    ["1e400", "-1e400"],
    ["1e-400", "0"],
    ["0.1", "0.10000000000000000001"],
    ["1e-400", "1e-401"],
    ["1.0000000000000001", "1"],
    ["123456789012345.65", "123456789012345.66"],
    ["-123456789012345.65", "-123456789012345.66"],
    ["0.10000000000000001", "0.1"],
    ["9007199254740992.1", "9007199254740992"],
    ["1.00000000000000005e-300", "1e-300"],
    ["2.2250738585072011e-308", "2.225073858507201e-308"],
    [`1e${"9".repeat(1000)}`, `1e${"9".repeat(999)}8`],
    [`1e-${"9".repeat(1000)}`, `1e${"9".repeat(1000)}`],
  ])("%s is not %s", ([one = "", other = ""]) => {
    expect(canonicalJsonOf(one)).not.toBe(canonicalJsonOf(other));
    expect(digestStoredJson(one)).not.toBe(digestStoredJson(other));
  });

  test.for([
    ["1e400", "10e399", "0.1e+401", "1000e397"],
    ["12345678901234567891", "12345678901234567891.0", "1234567890123456789.1e1"],
    ["100", "1e2", "100.00", "0.1E3", "1000e-1"],
    ["0", "-0", "0.0", "0e5", "-0e999999999999", `0e${"9".repeat(1_000_000)}`],
    [
      "1.50",
      "1.5",
      "15e-1",
      "0.15E+1",
      `1.5${"0".repeat(1_000_000)}`,
      `15e-${"0".repeat(1_000_000)}1`,
    ],
    ["1.0000000000000001", "10000000000000001e-16", "1.000000000000000100"],
  ])("%s is one number, however it is spelt", (spellings) => {
    expect(new Set(spellings.map((text) => canonicalJsonOf(text))).size).toBe(1);
  });

  /** A decimal as a fraction of whole numbers. */
  const decimal = fc.record({
    sign: fc.constantFrom("", "-"),
    whole: fc.bigInt({ min: 0n, max: 10n ** 30n }),
    fraction: fc.string({ unit: fc.constantFrom("0", "1", "5", "9"), maxLength: 25 }),
    exponent: fc.integer({ min: -30, max: 30 }),
  });
  type Decimal = typeof decimal extends fc.Arbitrary<infer T> ? T : never;
  const spell = ({ sign, whole, fraction, exponent }: Decimal): string =>
    `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}e${exponent}`;
  /** Scaled by 10^60, so that it is whole. */
  const valueOf = ({ sign, whole, fraction, exponent }: Decimal): bigint => {
    const digits = BigInt(`${whole}${fraction}`) * 10n ** BigInt(60 + exponent - fraction.length);
    return sign === "-" ? -digits : digits;
  };

  test("two decimals have the same form exactly if they are equal", () => {
    const pair = fc.oneof(
      fc.tuple(decimal, decimal),
      // The same number with its point elsewhere.
      decimal.map((one): [Decimal, Decimal] => [
        { ...one, fraction: "" },
        { ...one, whole: one.whole * 10n, fraction: "0", exponent: one.exponent - 1 },
      ]),
      // A neighbor.
      decimal.map((one): [Decimal, Decimal] => [one, { ...one, whole: one.whole + 1n }]),
    );
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const same = canonicalJsonOf(spell(one)) === canonicalJsonOf(spell(other));
        expect(same).toBe(valueOf(one) === valueOf(other));
      }),
      { numRuns: 2000 },
    );
  });

  test("every double has the form of RFC 8785, with any number of its digits", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        const shortest = JSON.stringify(double);
        expect(canonicalJsonOf(shortest)).toBe(shortest);
        const other = shortest.includes("e") ? shortest.replace("e", "E") : `${shortest}e0`;
        expect(canonicalJsonOf(other)).toBe(shortest);
      }),
    );
  });

  test.for([`1e${"9".repeat(1001)}`, `[-1.5E-${"1".repeat(1_000_000)}]`])(
    "an exponent of more than 1000 digits is refused, and a stored one is hashed as it is",
    (text) => {
      expect(() => canonicalJson("payload", parseJsonExactly(text))).toThrow(
        "payload holds an exponent of more than 1000 digits; shorten it",
      );
      expect(digestStoredJson(text)).toBe(sha256(text));
    },
  );

  test("a number of a million digits is quick", () => {
    const zeros = "0".repeat(1_000_000);
    expect(canonicalJsonOf(`1${zeros}1`)).toBe(`1${zeros}1e0`);
  });
});

const jsonText = fc.json({ stringUnit: "binary" });

test("the form is JSON, has the same value, and is canonical itself", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const form = canonicalJsonOf(text);
      expect(JSON.parse(form)).toEqual(JSON.parse(text.replaceAll(/(?<![\w"])-0(?![\d.e])/g, "0")));
      expect(canonicalJsonOf(form)).toBe(form);
    }),
  );
});

test("the order of members and white space do not matter", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, member]) => [name, shuffled(member)]),
    );
  };
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: "binary" }),
      fc.integer({ min: 0, max: 9 }),
      (value, space) => {
        const form = canonicalJson("v", value);
        expect(canonicalJson("v", shuffled(value))).toBe(form);
        expect(canonicalJsonOf(` \n\t${JSON.stringify(shuffled(value), null, space)}\r `)).toBe(
          form,
        );
      },
    ),
  );
});

test("different values have different forms", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: "binary" }),
      fc.jsonValue({ stringUnit: "binary" }),
      (a, b) => {
        const same = canonicalJson("v", a) === canonicalJson("v", b);
        // Through JSON, where -0 is 0.
        const [one, other] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
        expect(same).toBe(expect.objectContaining({ one }).asymmetricMatch({ one: other }));
      },
    ),
    { numRuns: 1000 },
  );
});

test.for([
  ['"1"', "1"],
  ["[1,2]", "[2,1]"],
  ["[]", "{}"],
  ["null", '"null"'],
  ['{"a":null}', "{}"],
  ['{"__proto__":1}', "{}"],
  ['"\\u00e9"', '"e\\u0301"'],
  ['["a,b"]', '["a","b"]'],
])("%s is not %s", ([one = "", other = ""]) => {
  expect(canonicalJsonOf(one)).not.toBe(canonicalJsonOf(other));
});

test("different escapes of one text have one form", () => {
  expect(canonicalJsonOf('"\\u00e9\\/\\u000A"')).toBe('"é/\\n"');
  expect(canonicalJson("v", parseJsonExactly('"\\u00e9"'))).toBe('"é"');
});

describe("a value without a form", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  test("1000 levels have a form, 1001 are refused, and the error names the field", () => {
    expect(canonicalJson("payload", JSON.parse(nested(1000)))).toBe(nested(1000));
    for (const depth of [1001, 5000]) {
      expect(() => canonicalJson("payload", JSON.parse(nested(depth)))).toThrow("nested");
    }
  });

  test("a stored text without one is hashed as it is", () => {
    for (const text of ["{'python': True}", "NaN", "", nested(1001), nested(100_000)]) {
      expect(digestStoredJson(text)).toBe(sha256(text));
    }
    expect(digestStoredJson(' {"b":1, "a":2.0}')).toBe(digestJson("v", { a: 2, b: 1 }));
  });
});
