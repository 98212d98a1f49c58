import { InvalidInputError } from "@handsfree/query";
import { canonicalNumber, type NumberForm } from "./canonical-number.ts";
import { parseJsonExactly } from "./exact-json.ts";
import { encodeJson } from "./json.ts";
import { sha256 } from "./token.ts";

/**
 * The deepest nesting with a canonical form. It is well below the capacity of any stack, so that the answer for a value
 * never depends on the stack.
 */
const maximumDepth = 1000;

/**
 * The canonical form of a JSON value: as in RFC 8785, without white space, members in the order of the UTF-16 code
 * units of their names, numbers and texts as ECMAScript writes them. RFC 8785 rounds every number to a double, and asks
 * that other numbers be texts. Here they keep their digits, so that different numbers have different forms; see
 * `canonicalNumber`.
 *
 * @throws {InvalidInputError} naming the field, if the value is not JSON, is nested more than 1000 deep, or has an
 *   exponent of more than 1000 digits.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(field: string, value: unknown): string {
  return canonicalJsonOfField(field, encodeJson(field, value));
}

/** The canonical form of a value's JSON text. */
export function canonicalJsonOfField(field: string, text: string): string {
  try {
    return canonicalJsonOf(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // A parser whose stack ends before our limit throws its own RangeError.
    const problem = error.message.startsWith("holds") ? `${error.message}; shorten it` : tooDeep;
    throw new InvalidInputError(field, problem);
  }
}

const tooDeep = `is nested more than ${maximumDepth} deep; flatten it`;

/**
 * The canonical form of a JSON text.
 *
 * @param form the form of its numbers. Default `exact`.
 * @throws {SyntaxError} if the text is not JSON.
 * @throws {RangeError} if it is nested more than 1000 deep, or has an exponent of more than 1000 digits.
 */
export function canonicalJsonOf(text: string, form: NumberForm = "exact"): string {
  return write(parseJsonExactly(text), 0, form);
}

/**
 * SHA-256 of a value's canonical JSON, in lower-case hexadecimal.
 *
 * @throws {InvalidInputError} naming the field, if the value has no canonical form.
 */
export function digestJson(field: string, value: unknown): string {
  return sha256(canonicalJson(field, value));
}

/** The same digest of a stored text. A text of an adopted row without a canonical form is hashed as it is. */
export function digestStoredJson(text: string, form: NumberForm = "exact"): string {
  let canonical: string;
  try {
    canonical = canonicalJsonOf(text, form);
  } catch {
    canonical = text;
  }
  return sha256(canonical);
}

function write(value: unknown, depth: number, form: NumberForm): string {
  if (JSON.isRawJSON(value)) return writeRaw(value.rawJSON, form);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (depth === maximumDepth) throw new RangeError(tooDeep);
  if (Array.isArray(value)) {
    return `[${value.map((item) => write(item, depth + 1, form)).join(",")}]`;
  }
  const members = Object.entries(value)
    // By code units, which is how JavaScript compares texts and what RFC 8785 requires.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${write(member, depth + 1, form)}`);
  return `{${members.join(",")}}`;
}

/** A number or a text whose spelling differs from ECMAScript's. */
function writeRaw(text: string, form: NumberForm): string {
  return text.startsWith('"') ? JSON.stringify(JSON.parse(text)) : canonicalNumber(text, form);
}
