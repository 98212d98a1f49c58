import type { Context } from "../../context.ts";
import { keepText } from "../../redaction/keep-text.ts";
import { requireText } from "../../validate.ts";

/** How much is kept of what went wrong, in UTF-16 code units. */
export const maximumErrorLength = 2000;

/** What is kept of an error's text. @throws {InvalidInputError} when it is no text, or empty. */
export function requireErrorText(error: string, context: Context): string {
  return requireText(
    "error",
    keepText("error", error, maximumErrorLength, context),
    maximumErrorLength,
  );
}
