import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../../context.ts";
import { defaultRedactor } from "../../redaction/redact.ts";
import { requireText } from "../../validate.ts";

/** How much is kept of what went wrong, in UTF-16 code units. */
export const maximumErrorLength = 2000;

/**
 * What is kept of an error's text: no secrets, no more than its beginning, and nothing that an engine
 * does not take. A failure must be reported whatever its text is, so it is mended where others are refused.
 *
 * @throws {InvalidInputError} when it is no text, or empty.
 */
export function requireErrorText(error: string, { redactor = defaultRedactor }: Context): string {
  if (typeof error !== "string") {
    throw new InvalidInputError("error", `is ${typeof error}; give a text`);
  }
  // Redacted before it is cut: half of a secret would not look like one.
  const kept = redactor.text(error.replaceAll("\0", "")).slice(0, maximumErrorLength);
  return requireText("error", kept.toWellFormed(), maximumErrorLength);
}
