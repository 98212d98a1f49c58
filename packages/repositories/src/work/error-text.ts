import type { Context } from "../context.ts";
import { keepText } from "../redaction/keep-text.ts";
import { textLimits } from "../text-limits.ts";

/** The beginning of an error's text, without secrets. @throws {InvalidInputError} when it is no text. */
export function keepError(error: string, context: Context): string {
  return keepText("error", error, textLimits.error, context);
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
