import { InvalidInputError } from "@handsfree/query";
import { shown } from "../validate.ts";
import { actionLogLimits } from "./limits.ts";

/** @throws {InvalidInputError} unless it is a whole number of seconds that a key can live. */
export function requireKeyLife(seconds: number = actionLogLimits.defaultKeyLife): number {
  if (
    Number.isInteger(seconds) &&
    seconds >= actionLogLimits.minimumKeyLife &&
    seconds <= actionLogLimits.maximumKeyLife
  ) {
    return seconds;
  }
  throw new InvalidInputError(
    "keyLifeSeconds",
    `is ${shown(seconds)}; give a whole number from ${actionLogLimits.minimumKeyLife} to ${actionLogLimits.maximumKeyLife}`,
  );
}

/** The first instant at which a key that is used now is free again. */
export function keyExpiry(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
