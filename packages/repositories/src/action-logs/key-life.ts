import { InvalidInputError } from "@handsfree/query";
import { shown } from "../validate.ts";

/** How long an idempotency key is kept when nobody says, in seconds: a day. */
export const defaultKeyLife: number = 24 * 3600;
/** The shortest that it can be kept, in seconds: less than what a retry takes would be no key. */
export const minimumKeyLife = 60;
/** The longest that it can be kept, in seconds: 30 days. */
export const maximumKeyLife: number = 30 * 24 * 3600;

/** @throws {InvalidInputError} unless it is a whole number of seconds that a key can live. */
export function requireKeyLife(seconds: number = defaultKeyLife): number {
  if (Number.isInteger(seconds) && seconds >= minimumKeyLife && seconds <= maximumKeyLife) {
    return seconds;
  }
  throw new InvalidInputError(
    "keyLifeSeconds",
    `is ${shown(seconds)}; give a whole number from ${minimumKeyLife} to ${maximumKeyLife}`,
  );
}

/** The first instant at which a key that is used now is free again. */
export function keyExpiry(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
