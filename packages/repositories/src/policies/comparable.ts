import { type Decimal, toDecimal } from "../canonical-number.ts";
import type { PolicyNumber } from "./condition.ts";

/** A value that can be compared: an exact number, or a text without its escapes. */
export type Comparable =
  | { readonly type: "number"; readonly decimal: Decimal }
  | { readonly type: "string"; readonly text: string }
  | { readonly type: "boolean"; readonly value: boolean };

/** The readings of numbers and texts that can be long, since many conditions can be about one of them. */
const known = new WeakMap<object, Comparable | "unreadable">();

/** Makes a value of `parseJsonExactly` comparable, or says why it is not. */
export function toComparable(found: unknown): Comparable | "other_type" | "unreadable" {
  if (typeof found === "string") return { type: "string", text: found };
  if (typeof found === "boolean") return { type: "boolean", value: found };
  if (typeof found === "number") return { type: "number", decimal: decimalOf(found) };
  if (!JSON.isRawJSON(found)) return "other_type";
  let value = known.get(found);
  if (value === undefined) {
    value = readRaw(found.rawJSON);
    known.set(found, value);
  }
  return value;
}

/** @throws {RangeError} for an exponent of more than 1000 digits. */
export function decimalOf(value: PolicyNumber): Decimal {
  return toDecimal(typeof value === "number" ? JSON.stringify(value) : value.rawJSON);
}

function readRaw(rawJSON: string): Comparable | "unreadable" {
  if (rawJSON.startsWith('"')) return { type: "string", text: JSON.parse(rawJSON) as string };
  try {
    return { type: "number", decimal: toDecimal(rawJSON) };
  } catch {
    return "unreadable";
  }
}
