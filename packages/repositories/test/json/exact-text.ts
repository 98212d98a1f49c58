import fc from "fast-check";

/** Numbers in any spelling that JSON allows; `JSON.stringify` would write most of them differently. */
const numberText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "-0",
    "1.0",
    "-0.0",
    "1e400",
    "-1E+400",
    "1e-400",
    "0e5",
    "2.50",
    "1e2",
    "9007199254740993",
  ),
  fc
    .record({
      sign: fc.constantFrom("", "-"),
      whole: fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9]\d{0,40}$/)),
      fraction: fc.oneof(fc.constant(""), fc.stringMatching(/^\.\d{1,40}$/)),
      exponent: fc.oneof(fc.constant(""), fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
    })
    .map(({ sign, whole, fraction, exponent }) => `${sign}${whole}${fraction}${exponent}`),
);

/** Texts of whole characters, each written plainly or as an escape. */
const stringText: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.boolean()), {
    maxLength: 12,
  })
  .map((units) => `"${units.map(([unit, escaped]) => spell(unit, escaped)).join("")}"`);

function spell(character: string, escaped: boolean): string {
  if (!escaped) return JSON.stringify(character).slice(1, -1);
  if (character === "/") return "\\/";
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** Names with a meaning in JavaScript are ordinary names in JSON. */
const trap = fc.constantFrom("__proto__", "constructor", "toJSON", "rawJSON", "length", "");

/** Names other than whole numbers, which an object puts first. */
const name: fc.Arbitrary<string> = fc
  .oneof(trap, fc.string({ unit: "binary", maxLength: 8 }))
  .filter((text) => !/^\d+$/.test(text));

/**
 * Any JSON text without white space and without repeated names, in any spelling of its numbers and texts, with members
 * in the order in which JavaScript keeps them.
 */
export const exactText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("null", "true", "false"),
    numberText,
    stringText,
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(fc.tuple(name, tie("value")), { maxLength: 4, selector: ([key]) => key })
      .map(
        (members) =>
          `{${members.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`,
      ),
  ),
})).value;
