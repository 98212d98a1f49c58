import { encodeJson } from "./json.ts";
import { parseJsonExactly } from "./exact-json.ts";
import { sha256 } from "./token.ts";

/**
 * The canonical form of a JSON value: RFC 8785, members ordered by the UTF-16 code units of their names. A
 * number that no double holds, which RFC 8785 has no form for, keeps its digits (without exponent games: `1e400` and
 * `10e399` are one), so that two numbers which differ never have one form.
 *
 * @throws {InvalidInputError} naming the field, for what is not JSON.
 */
export function canonicalJson(field: string, value: unknown): string {
  return canonicalJsonOf(encodeJson(field, value));
}

/** The canonical form of a JSON text. */
export function canonicalJsonOf(text: string): string {
  return write(parseJsonExactly(text));
}

/** SHA-256 of a value's canonical JSON, in lower-case hexadecimal: what a person approves, and what is carried out. */
export function digestJson(field: string, value: unknown): string {
  return sha256(canonicalJson(field, value));
}

/** The same of a stored text; of one that is not strict JSON, which an adopted row can hold, the text's own. */
export function digestStoredJson(text: string): string {
  let canonical: string;
  try {
    canonical = canonicalJsonOf(text);
  } catch {
    canonical = text;
  }
  return sha256(canonical);
}

function write(value: unknown): string {
  if (JSON.isRawJSON(value)) return writeRaw(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    // By code units, which is how JavaScript compares texts and what RFC 8785 asks for.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`);
  return `{${members.join(",")}}`;
}

function writeRaw(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "number") return JSON.stringify(value);
  const exact = decimal(text);
  return exact === decimal(String(value)) ? JSON.stringify(value) : exact;
}

/** One spelling for each decimal number: its digits without zeros at either end, and an exponent. */
function decimal(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
