import { requireWhole } from "../validate.ts";
import { actionLogLimits } from "./limits.ts";

/** @throws {InvalidInputError} unless it is a whole number of seconds from 60 to 30 days. */
export function requireKeyLife(seconds: number = actionLogLimits.defaultKeyLife): number {
  const { minimumKeyLife, maximumKeyLife } = actionLogLimits;
  return requireWhole("keyLifeSeconds", seconds, minimumKeyLife, maximumKeyLife);
}

/** The first instant at which a key that is used now has expired. */
export function keyExpiry(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
