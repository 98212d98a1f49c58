import { InvalidInputError } from "@handsfree/query";

const secondsOf = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
type Unit = keyof typeof secondsOf;

/** @throws {InvalidInputError} for a text that is no duration. @returns seconds. */
export function parseDuration(field: string, text: string): number {
  const [, count, unit] = /^(\d{1,9})(s|m|h|d)$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * secondsOf[unit as Unit];
  throw new InvalidInputError(field, "must be a duration such as 30s, 15m, 4h or 2d");
}

/** Prints seconds in the largest unit that divides them. */
export function printDuration(seconds: number): string {
  const units = ["d", "h", "m"] as const;
  const unit = units.find((candidate) => seconds % secondsOf[candidate] === 0) ?? "s";
  return `${seconds / secondsOf[unit]}${unit}`;
}
