import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../../context.ts";
import { defaultRedactor } from "../../redaction/redact.ts";
import { maximumTextLength, optionalText } from "../../validate.ts";

/** How much is kept of what went wrong, in UTF-16 code units. */
export const maximumWebhookErrorLength = 2000;

/**
 * What is kept of an error's text: no secrets, no more than its beginning, and nothing that an engine does
 * not take. A failure must be reported whatever its text is, so it is mended where others are refused.
 *
 * @throws {InvalidInputError} when it is no text.
 */
export function keptError(error: string, context: Context): string {
  return mended("error", error, maximumWebhookErrorLength, context) || "no message";
}

/** The same of why a worker ignored an event; null where it did not say. */
export function keptWorkersReason(
  reason: string | null | undefined,
  context: Context,
): string | null {
  return (reason && mended("reason", reason, maximumTextLength, context)) || null;
}

/** A reason that a person gave, without secrets. @throws {InvalidInputError} where it cannot be kept. */
export function keptReason(reason: string | null | undefined, context: Context): string | null {
  const text = optionalText("reason", reason);
  return text && mended("reason", text, maximumTextLength, context);
}

function mended(
  field: string,
  text: string,
  maximumLength: number,
  { redactor = defaultRedactor }: Context,
): string {
  if (typeof text !== "string") {
    throw new InvalidInputError(field, `is ${typeof text}; give a text`);
  }
  // Redacted before it is cut: half of a secret would not look like one.
  return redactor.text(text.replaceAll("\0", "")).slice(0, maximumLength).toWellFormed();
}
