import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { textLimits } from "../text-limits.ts";
import { optionalText, requireString, requireText } from "../validate.ts";
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
  // Redacted before it is cut: half of a secret would not look like one.
  return redactor
    .text(requireString(field, text).replaceAll("\0", ""))
    .slice(0, maximumLength)
    .toWellFormed();
}

/**
 * The same of a text that its caller can mend, and so is refused where it cannot be kept.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function keepGiven(
  field: string,
  text: string,
  context: Context,
  maximumLength: number = textLimits.short,
): string {
  return keepText(field, requireText(field, text, maximumLength), maximumLength, context);
}

/** The same of one that may be left out. */
export function keepOptional(
  field: string,
  text: string | null | undefined,
  context: Context,
): string | null {
  return text === undefined || text === null ? null : keepGiven(field, text, context);
}

/**
 * An id, a key or a type as it is. What looks like a secret is refused, since nothing could stand in its place:
 * others are compared with it.
 *
 * @throws {InvalidInputError} naming the field, and not what was in it.
 */
export function requireName(
  field: string,
  name: string,
  context: Context,
  maximumLength?: number,
): string {
  const text = requireText(field, name, maximumLength);
  if (!isSecret(text, context)) return text;
  throw new InvalidInputError(
    field,
    "looks like it holds a secret, which would be stored; give a name without one, such as a UUID",
  );
}

/** The same of one that may be left out. */
export function optionalName(
  field: string,
  name: string | null | undefined,
  context: Context,
  maximumLength?: number,
): string | null {
  const text = optionalText(field, name, maximumLength);
  return text === null ? null : requireName(field, text, context, maximumLength);
}

/** Whether a name must be a secret. */
export function isSecret(name: string, { redactor = defaultRedactor }: Context): boolean {
  return redactor.isSecret?.(name) ?? redactor.text(name) !== name;
}
