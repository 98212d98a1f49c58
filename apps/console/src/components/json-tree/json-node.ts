import { rawNumber } from "./exact-json.ts";

/** What a value of JSON is, and what is in it. */
export interface JsonShape {
  readonly kind: "object" | "array" | "string" | "number" | "boolean" | "null";
  /** The members or elements; empty for a value that has none. */
  readonly entries: readonly (readonly [key: string | number, value: unknown])[];
  /** How a value without members is written, without quotes. */
  readonly text: string;
}

/** Reads the shape of a value. */
export function shapeOf(value: unknown): JsonShape {
  const raw = rawNumber(value);
  if (raw !== undefined) return { kind: "number", entries: [], text: raw };
  if (value === null || value === undefined) return { kind: "null", entries: [], text: "null" };
  if (Array.isArray(value)) {
    return { kind: "array", entries: value.map((element, index) => [index, element]), text: "" };
  }
  if (typeof value === "object")
    return { kind: "object", entries: Object.entries(value), text: "" };
  if (typeof value === "string") return { kind: "string", entries: [], text: value };
  const kind = typeof value === "number" ? "number" : "boolean";
  return { kind, entries: [], text: JSON.stringify(value) };
}

/** The path of a member, as JSONPath writes it (RFC 9535, section 2.5). */
export function memberPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
