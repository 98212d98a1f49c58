import { InvalidInputError } from "@handsfree/query";
import { parseJsonExactly } from "./exact-json.ts";
import { requireString } from "./validate.ts";

/**
 * Encodes a JSON value as a text that reads back as the same value. Values of `JSON.rawJSON` keep their digits and
 * escapes. Undefined members are omitted, as by `JSON.stringify`.
 *
 * @throws {InvalidInputError} for values without a JSON form: NaN, bigint, Date, Map, class instances, functions,
 *   undefined in an array, cycles, text with half of a surrogate pair.
 */
export function encodeJson(field: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, function (this: Record<string, unknown>, key: string) {
      // Read from the holder, since stringify has already converted a Date to text.
      return requireJson(field, key, this[key], Array.isArray(this));
    });
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw new InvalidInputError(field, "has a cycle or is nested too deeply; give plain JSON");
  }
  if (text === undefined)
    throw new InvalidInputError(field, "is undefined; give a JSON value, or null");
  return text;
}

/** Decodes a stored text. A text that is not strict JSON, which an adopted row can hold, is returned as it is. */
function decodeJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

/** Encodes a value for a nullable column; null and undefined give null. */
export function encodeOptionalJson(field: string, value: unknown): string | null {
  return value === undefined || value === null ? null : encodeJson(field, value);
}

/** Decodes the value of a nullable column. */
export function decodeOptionalJson(text: string | null): unknown {
  return text === null ? null : decodeJson(text);
}

/** Texts with more characters are decoded late. */
const large = 10_000;

/**
 * Adds the values of stored texts to a record. A large one is decoded when it is first read: the value takes as much
 * memory as the text, and most readers take the text alone.
 */
export function withDecoded<Fields extends object, Name extends string>(
  fields: Fields,
  texts: Readonly<Record<Name, string | null>>,
): Fields & Readonly<Record<Name, unknown>> {
  for (const [name, text] of Object.entries<string | null>(texts)) {
    if (text === null || text.length <= large) {
      Object.assign(fields, { [name]: decodeOptionalJson(text) });
    } else {
      let decoded: { readonly value: unknown } | undefined;
      const get = (): unknown => (decoded ??= { value: decodeJson(text) }).value;
      Object.defineProperty(fields, name, { get, enumerable: true, configurable: true });
    }
  }
  return fields as Fields & Readonly<Record<Name, unknown>>;
}

/** Decodes a stored text to a value that `JSON.stringify` writes with the same digits and escapes; null for null. */
export function decodeJsonExactly(text: string | null): unknown {
  return text === null ? null : decodeJson(requireString("text", text), parseJsonExactly);
}

function requireJson(field: string, key: string, value: unknown, inArray: boolean): unknown {
  const problem =
    (JSON.isRawJSON(value) ? describeRawProblem(value.rawJSON) : describeProblem(value, inArray)) ??
    describeProblem(key, false);
  if (problem === undefined) return Object.is(value, -0) ? JSON.rawJSON("-0") : value;
  const place = key === "" ? "" : ` at ${JSON.stringify(key)}`;
  throw new InvalidInputError(
    field,
    `holds ${problem}${place}, which JSON cannot hold; convert it first`,
  );
}

/** A raw number of any size is JSON; a raw text can still contain half of a surrogate pair. */
function describeRawProblem(text: string): string | undefined {
  return text.startsWith('"') ? describeProblem(JSON.parse(text), false) : undefined;
}

function describeProblem(value: unknown, inArray: boolean): string | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? undefined : "half of a surrogate pair";
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "undefined":
      return inArray ? "undefined" : undefined;
    case "object":
      return isPlain(value) ? undefined : `a ${value?.constructor?.name ?? "special object"}`;
    case "boolean":
      return undefined;
    default:
      return `a ${typeof value}`;
  }
}

function isPlain(value: object | null): boolean {
  if (value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
