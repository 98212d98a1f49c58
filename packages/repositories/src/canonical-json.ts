import { InvalidInputError } from "@handsfree/query";
import { parseJsonExactly } from "./exact-json.ts";
import { encodeJson } from "./json.ts";
import { sha256 } from "./token.ts";

/**
 * The deepest nesting that has a canonical form. Well below what any stack holds, so that a value never
 * has one here and none where the stack is fuller.
 */
const maximumDepth = 1000;

/**
 * The canonical form of a JSON value: that of RFC 8785, without white space, members in the order of the
 * UTF-16 code units of their names, numbers and texts as ECMAScript writes them. RFC 8785 takes every number
 * for the double next to it, and asks that others be texts. Those keep their digits here, so that two that
 * differ never share a form: whole numbers that no double holds, such as 12345678901234567891, fractions of more
 * than 17 digits, and what is too large or too small for a double.
 *
 * @throws {InvalidInputError} naming the field, for what is not JSON or is nested more than 1000 deep.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(field: string, value: unknown): string {
  const text = encodeJson(field, value);
  try {
    return canonicalJsonOf(text);
  } catch {
    // It is JSON, since it was just encoded.
    throw new InvalidInputError(field, `is nested more than ${maximumDepth} deep; flatten it`);
  }
}

/**
 * The canonical form of a JSON text.
 *
 * @throws {SyntaxError} when the text is not JSON.
 * @throws {RangeError} when it is nested more than 1000 deep.
 */
export function canonicalJsonOf(text: string): string {
  return write(parseJsonExactly(text), 0);
}

/**
 * SHA-256 of a value's canonical JSON, in lower-case hexadecimal: what a person approves, and what is
 * carried out.
 *
 * @throws {InvalidInputError} naming the field, for what has no canonical form.
 */
export function digestJson(field: string, value: unknown): string {
  return sha256(canonicalJson(field, value));
}

/** The same of a stored text. An adopted row can hold one without a canonical form: it is hashed as it is. */
export function digestStoredJson(text: string): string {
  let canonical: string;
  try {
    canonical = canonicalJsonOf(text);
  } catch {
    canonical = text;
  }
  return sha256(canonical);
}

function write(value: unknown, depth: number): string {
  if (JSON.isRawJSON(value)) return writeRaw(value.rawJSON);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (depth === maximumDepth) throw new RangeError("nested too deeply for a canonical form");
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  const members = Object.entries(value)
    // By code units, which is how JavaScript compares texts and what RFC 8785 asks for.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${write(member, depth + 1)}`);
  return `{${members.join(",")}}`;
}

/** A number or a text that was spelt in another way than ECMAScript's. */
function writeRaw(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "number") return JSON.stringify(value);
  const exact = decimal(text);
  if (spell(exact) === spell(decimal(String(value)))) return JSON.stringify(value);
  const isFraction = exact.power < 0n && exact.digits.length <= doubleDigits;
  return isFraction && value !== 0 ? JSON.stringify(value) : spell(exact);
}

/** So many digits tell every double from its neighbours. */
const doubleDigits = 17;

/** A decimal number: its digits without zeros at either end, and the power of ten that they are of. */
interface Decimal {
  readonly sign: string;
  readonly digits: string;
  readonly power: bigint;
}

/** One spelling for each decimal number. */
function spell({ sign, digits, power }: Decimal): string {
  return digits === "" ? "0" : `${sign}${digits}e${power}`;
}

function decimal(text: string): Decimal {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = withoutTrailingZeros(digits);
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return { sign, digits: significant, power };
}

/** In a loop: `/0+$/` takes quadratic time where zeros are in the middle of a long number. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
