import { InvalidInputError } from "@handsfree/query";
import { requireText } from "../validate.ts";
import { policyLimits } from "./limits.ts";
import { requireStars } from "./type-pattern.ts";

/** @throws {InvalidInputError} unless it is a pattern that some `owner/name` can match. */
export function requireRepositoryPattern(field: string, pattern: string): string {
  requireText(field, pattern, policyLimits.patternLength);
  requireStars(field, pattern);
  if (!/^[\w.*/-]+$/.test(pattern)) {
    throw new InvalidInputError(
      field,
      "can never match, since it holds a character that no owner/name has; use letters, digits, . _ - and * for any",
    );
  }
  if (hasOwnerAndName(pattern)) return pattern;
  throw new InvalidInputError(
    field,
    "can never match, since it is no owner/name; give one like acme/* for all of an owner, or ** for all",
  );
}

/** Whether a text is an `owner/name`. On GitHub it has at most 140 characters. */
export function isRepository(text: string): boolean {
  return text.length <= policyLimits.patternLength && /^[\w.-]+\/[\w.-]+$/.test(text);
}

/** Two stars can stand for the slash. */
function hasOwnerAndName(pattern: string): boolean {
  const slashes = pattern.split("/").length - 1;
  if (pattern.startsWith("/") || pattern.endsWith("/") || slashes > 1) return false;
  return slashes === 1 || pattern.includes("**");
}

/** @throws {InvalidInputError} unless it is an `owner/name`. */
export function requireRepository(field: string, text: string): string {
  if (isRepository(text)) return text;
  throw new InvalidInputError(field, "is no owner/name; give one like acme/website");
}
