import type { Context } from "../context.ts";
import { keepText } from "../redaction/keep-text.ts";
import { textLimits } from "../text-limits.ts";

/** Cuts the text of an error to its limit and redacts secrets. @throws {InvalidInputError} if it is not a string. */
export function keepError(error: string, context: Context): string {
  return keepText("error", error, textLimits.error, context);
}

/** The text of a thrown value, of any type. */
export function describeError(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (text.replaceAll("\0", "") !== "") return text;
  } catch {
    // String() throws for an object that has no string form.
  }
  return "failed without an error message";
}
