import type { Context } from "../../context.ts";
import { keepText } from "../../redaction/keep-text.ts";
import { textLimits } from "../../text-limits.ts";
import { optionalText } from "../../validate.ts";

/** A worker's reason for ignoring an event, as it is stored; null if not given. */
export function keptWorkersReason(
  reason: string | null | undefined,
  context: Context,
): string | null {
  if (reason === undefined || reason === null) return null;
  return keepText("reason", reason, textLimits.short, context) || null;
}

/** A person's reason, without secrets. @throws {InvalidInputError} if it cannot be stored. */
export function keptReason(reason: string | null | undefined, context: Context): string | null {
  const text = optionalText("reason", reason);
  return text && keepText("reason", text, textLimits.short, context);
}
