import type { Context } from "../context.ts";
import { keepText } from "../redaction/keep-text.ts";

/** How much is kept of what went wrong, in UTF-16 code units. */
export const maximumErrorLength = 2000;

/** The beginning of an error's text, without secrets. @throws {InvalidInputError} when it is no text. */
export function keepError(error: string, context: Context): string {
  return keepText("error", error, maximumErrorLength, context);
}

/** The text of a thrown value, of any type. */
export function describeError(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (text.replaceAll("\0", "") !== "") return text;
  } catch {
    // An object without a text.
  }
  return "it failed without saying why";
}
