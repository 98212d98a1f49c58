import type { Context } from "../../context.ts";
import { keepText } from "../../redaction/keep-text.ts";
import { textLimits } from "../../text-limits.ts";
import { optionalText } from "../../validate.ts";

/** What is kept of why a worker ignored an event; null where it did not say. */
export function keptWorkersReason(
  reason: string | null | undefined,
  context: Context,
): string | null {
  if (reason === undefined || reason === null) return null;
  return keepText("reason", reason, textLimits.short, context) || null;
}

/** A reason that a person gave, without secrets. @throws {InvalidInputError} where it cannot be kept. */
export function keptReason(reason: string | null | undefined, context: Context): string | null {
  const text = optionalText("reason", reason);
  return text && keepText("reason", text, textLimits.short, context);
}
