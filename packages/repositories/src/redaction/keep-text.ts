import { InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { textLimits } from "../text-limits.ts";
import { optionalText, requireString, requireText } from "../validate.ts";
import { defaultRedactor } from "./redact.ts";

/**
 * Makes the stored form of a worker's or a person's text: redacted, cut to a length, and without characters that an
 * engine refuses. A failure must be reported in any case, so an unsuitable text is repaired, not refused.
 *
 * @param maximumLength in UTF-16 code units.
 * @throws {InvalidInputError} if it is not a text.
 */
export function keepText(
  field: string,
  text: string,
  maximumLength: number,
  { redactor = defaultRedactor }: Context,
): string {
  // Redacted before it is cut: half of a secret would not be recognized.
  return redactor
    .text(requireString(field, text).replaceAll("\0", ""))
    .slice(0, maximumLength)
    .toWellFormed();
}

/**
 * Redacts a text that its caller can correct, so it is refused if it cannot be stored.
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

/** `keepGiven` for an optional text. */
export function keepOptional(
  field: string,
  text: string | null | undefined,
  context: Context,
): string | null {
  return text === undefined || text === null ? null : keepGiven(field, text, context);
}

/**
 * Validates an id, a key or a type, which is stored unchanged. A value that looks like a secret is refused, not
 * redacted, because it is compared with other values.
 *
 * @throws {InvalidInputError} naming the field, without the value.
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

/** `requireName` for an optional value. */
export function optionalName(
  field: string,
  name: string | null | undefined,
  context: Context,
  maximumLength?: number,
): string | null {
  const text = optionalText(field, name, maximumLength);
  return text === null ? null : requireName(field, text, context, maximumLength);
}

/** Whether a name is a secret beyond doubt. */
export function isSecret(name: string, { redactor = defaultRedactor }: Context): boolean {
  return redactor.isSecret?.(name) ?? redactor.text(name) !== name;
}
