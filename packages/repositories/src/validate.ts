import { InvalidInputError } from "@handsfree/query";

/** Any version and variant: an adopted database holds ids that RFC 9562 would not make. */
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The longest of the short texts: names, types, keys, targets. In UTF-16 code units. */
export const maximumTextLength = 1000;

/** @throws {InvalidInputError} unless it is a UUID. @returns it in lower case. */
export function requireUuid(field: string, value: string): string {
  if (typeof value === "string" && uuidPattern.test(value)) return value.toLowerCase();
  throw new InvalidInputError(
    field,
    "is not a UUID; give one like 019a2f6e-0000-7000-8000-000000000000",
  );
}

/** @throws {InvalidInputError} unless it is a text that every engine keeps as it is. */
export function requireText(
  field: string,
  value: string,
  maximumLength: number = maximumTextLength,
): string {
  if (typeof value !== "string")
    throw new InvalidInputError(field, `is ${typeof value}; give a text`);
  if (value === "") throw new InvalidInputError(field, "is empty; give at least one character");
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

/** The same for a text that may be left out. */
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

/** @throws {InvalidInputError} when the Date is invalid. */
export function requireTime(field: string, time: Date): Date {
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidInputError(field, "is not a time; give one like 2026-03-01T12:00:00Z");
}

/** @throws {InvalidInputError} unless it is a whole number of the range, both ends included. */
export function requireWhole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidInputError(field, `is ${value}; give a whole number from ${least} to ${most}`);
}
