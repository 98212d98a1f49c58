import { InvalidInputError } from "@handsfree/query";
import { textLimits } from "./text-limits.ts";

/** Any version and variant: an adopted database holds ids that do not follow RFC 9562. */
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws {InvalidInputError} unless it is a UUID. @returns it in lower case. */
export function requireUuid(field: string, value: string): string {
  if (typeof value === "string" && uuidPattern.test(value)) return value.toLowerCase();
  throw new InvalidInputError(
    field,
    "is not a UUID; give one like 019a2f6e-0000-7000-8000-000000000000",
  );
}

/** @throws {InvalidInputError} unless it is a text, which may be empty. */
export function requireString(field: string, value: string): string {
  if (typeof value === "string") return value;
  throw new InvalidInputError(field, `is ${kindOf(value)}; give a text`);
}

/** @throws {InvalidInputError} unless it is a text that every engine stores unchanged. */
export function requireText(
  field: string,
  value: string,
  maximumLength: number = textLimits.short,
): string {
  if (requireString(field, value) === "")
    throw new InvalidInputError(field, "is empty; give at least one character");
  if (value.length > maximumLength) {
    throw new InvalidInputError(
      field,
      `has ${value.length} characters; give at most ${maximumLength}`,
    );
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new InvalidInputError(field, "holds a NUL or half of a surrogate pair; remove it");
  }
  return value;
}

/** `requireText` for an optional text. */
export function optionalText(
  field: string,
  value: string | null | undefined,
  maximumLength?: number,
): string | null {
  return value === undefined || value === null ? null : requireText(field, value, maximumLength);
}

/** @throws {InvalidInputError} unless it is true or false. */
export function requireBoolean(field: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw new InvalidInputError(field, `is ${typeof value}; give true or false`);
}

/** @throws {InvalidInputError} unless it is one of the choices. */
export function requireOneOf<Choice extends string>(
  field: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  throw new InvalidInputError(field, `is not known; give one of ${choices.join(", ")}`);
}

/** @throws {InvalidInputError} unless it is a valid Date. */
export function requireTime(field: string, time: Date): Date {
  if (time instanceof Date && !Number.isNaN(time.getTime())) return time;
  throw new InvalidInputError(field, "is not a time; give one like 2026-03-01T12:00:00Z");
}

/** @throws {InvalidInputError} unless it is a whole number of the range, both ends included. */
export function requireWhole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidInputError(
    field,
    `is ${shown(value)}; give a whole number from ${least} to ${most}`,
  );
}

/**
 * @throws {InvalidInputError} unless it is an object. Without this check a text or a number would pass as an object
 *   without members.
 */
export function requireObject<Value extends object>(field: string, value: Value): Value {
  if (Object.prototype.toString.call(value) === "[object Object]") return value;
  throw new InvalidInputError(field, `is ${kindOf(value)}; give an object`);
}

/** @throws {InvalidInputError} unless it is an array. */
export function requireList<Item>(field: string, value: readonly Item[]): readonly Item[] {
  if (Array.isArray(value)) return value;
  throw new InvalidInputError(field, `is ${kindOf(value)}; give a list`);
}

/** @throws {InvalidInputError} unless it can be called. */
export function requireFunction<Value extends (...given: never[]) => unknown>(
  field: string,
  value: Value,
): Value {
  if (typeof value === "function") return value;
  throw new InvalidInputError(field, `is ${kindOf(value)}; give a function`);
}

/** @throws {InvalidInputError} unless it is an AbortSignal. */
export function requireSignal(field: string, value: AbortSignal): AbortSignal {
  if (value instanceof AbortSignal) return value;
  throw new InvalidInputError(field, `is ${kindOf(value)}; give an AbortSignal`);
}

/** Applies a check to an optional value. */
export function ifGiven<Value>(
  field: string,
  value: Value | undefined,
  requireValue: (field: string, value: Value) => Value,
): Value | undefined {
  return value === undefined ? undefined : requireValue(field, value);
}

/** A number as it is, and the kind of any other value. */
export function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : kindOf(value);
}

/** Names the kind of a value, without its contents. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return typeof value === "object" && tag !== "Object" ? `a ${tag}` : typeof value;
}

/** @throws {InvalidInputError} unless it is bytes or a text. */
export function requireBytesOrText<Value extends Uint8Array | string>(
  field: string,
  value: Value,
): Value {
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  throw new InvalidInputError(field, `is ${kindOf(value)}; give its bytes, or a text`);
}

/** @throws {InvalidInputError} unless it is a number from 1; Infinity is no limit. */
export function requireRowLimit(limit: number): number {
  if (typeof limit === "number" && limit >= 1) return limit;
  throw new InvalidInputError("limit", `is ${shown(limit)}; give a number from 1`);
}

/** @throws {InvalidInputError} unless it is a list of UUIDs. @returns each of them once, in lower case. */
export function requireUuids(field: string, values: readonly string[]): readonly string[] {
  return [...new Set(requireList(field, values).map((value) => requireUuid(field, value)))];
}
