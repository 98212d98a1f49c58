import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { defaultRedactor } from "./redact.ts";

/**
 * What is kept of a worker's or a person's text: no secrets, no more than its beginning, and nothing that an
 * engine does not take. A failure must be reported whatever its text is, so it is mended where others are
 * refused.
 *
 * @param maximumLength in UTF-16 code units.
 * @throws {InvalidInputError} when it is no text.
 */
export function keepText(
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
