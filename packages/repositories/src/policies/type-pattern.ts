import { InvalidInputError } from "@handsfree/query";
import { requireOwnType } from "../action-logs/system-types.ts";
import { requireText } from "../validate.ts";
import { policyLimits } from "./limits.ts";

/** @throws {InvalidInputError} unless it is a pattern that the type of a proposal can match. */
export function requireTypePattern(field: string, pattern: string): string {
  requireText(field, pattern, policyLimits.patternLength);
  requireStars(field, pattern);
  if (/[\s?[\]{}!\\]/.test(pattern)) {
    throw new InvalidInputError(
      field,
      "holds white space or one of ? [ ] { } ! \\, which mean nothing in a pattern; write * for such a character",
    );
  }
  try {
    const [beginning = ""] = pattern.split("*", 1);
    requireOwnType(beginning);
  } catch {
    throw new InvalidInputError(
      field,
      "can never match, since only HandsFree writes such types; name types that are proposed, such as merge_pr",
    );
  }
  return pattern;
}

/** @throws {InvalidInputError} for three stars in a row, which could be read in two ways. */
export function requireStars(field: string, pattern: string): void {
  if (!pattern.includes("***")) return;
  throw new InvalidInputError(
    field,
    "holds three stars in a row; write * within a segment, or ** across segments",
  );
}
