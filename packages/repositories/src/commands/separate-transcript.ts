import { InvalidInputError } from "@handsfree/query";
import { type PrivacyMode, privacyModes } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { optionalText, requireOneOf } from "../validate.ts";
import { commandLimits } from "./limits.ts";
import { type NewCommand } from "./new-command.ts";
import { defaultPrivacyMode, privacyRules } from "./privacy.ts";
import { TranscriptMatcher } from "./transcript-masking/transcript-matcher.ts";

/** A command whose transcript was taken out. */
export interface SeparatedCommand {
  readonly command: Omit<NewCommand, "transcript">;
  readonly privacyMode: PrivacyMode;
  /** The transcript with redacted secrets; null if it is dropped or was not given. */
  readonly transcript: string | null;
  /** Finds repetitions of the transcript without showing it. */
  readonly matcher: TranscriptMatcher;
}

/**
 * Takes the transcript out of a command before anything else handles the command. A transcript that is dropped is not
 * validated, so no error can reveal anything about it.
 *
 * @throws {InvalidInputError} for an unknown mode, for a transcript that is not a string, and for a transcript that is
 *   to be kept and is too long or not valid Unicode.
 */
export function separateTranscript(
  { transcript: given = null, ...command }: NewCommand,
  { redactor = defaultRedactor }: Context,
): SeparatedCommand {
  const { privacyMode: asked = defaultPrivacyMode } = command;
  const privacyMode = requireOneOf("privacyMode", asked, privacyModes);
  if (given !== null && typeof given !== "string") {
    throw new InvalidInputError("transcript", "must be a string");
  }
  // Only `true` counts: another truthy value is a mistake, and must not keep private words.
  const kept =
    privacyRules[privacyMode].transcript === "always" || command.storeTranscript === true;
  const transcript = kept
    ? optionalText("transcript", given, commandLimits.transcriptLength)
    : null;
  return {
    command,
    privacyMode,
    transcript: transcript === null ? null : redactor.text(transcript),
    matcher: new TranscriptMatcher(given ?? ""),
  };
}
