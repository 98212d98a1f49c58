import { InvalidInputError } from "@handsfree/query";
import { type PrivacyMode, privacyModes } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { optionalText, requireOneOf } from "../validate.ts";
import { commandLimits } from "./limits.ts";
import { type NewCommand } from "./new-command.ts";
import { privacyRules } from "./privacy.ts";
import { Speech } from "./speech/speech.ts";

/** A command without its transcript, and what there is to know of that. */
export interface SeparatedCommand {
  /** All else, as it was given. */
  readonly command: Omit<NewCommand, "transcript">;
  readonly privacyMode: PrivacyMode;
  /** What may be kept, its secrets redacted; null where it is dropped, and where there was none. */
  readonly transcript: string | null;
  /** Tells what repeats the transcript. It can be asked and not read. */
  readonly speech: Speech;
}

/**
 * Takes the transcript out of a command, which is the first thing that happens to it. One that is dropped is
 * not looked at, so that no error can say anything of it.
 *
 * @throws {InvalidInputError} for a mode that there is not, for a transcript that is no text, and for one that is
 *   kept and cannot be.
 */
export function separateTranscript(
  { transcript: said = null, ...command }: NewCommand,
  { redactor = defaultRedactor }: Context,
): SeparatedCommand {
  const { privacyMode: asked = "strict" } = command;
  const privacyMode = requireOneOf("privacyMode", asked, privacyModes);
  if (said !== null && typeof said !== "string") {
    throw new InvalidInputError("transcript", "is no text; give one, or leave it out");
  }
  // Only true itself will do: a truthy mistake must not keep what was to be private.
  const kept =
    privacyRules[privacyMode].transcript === "always" || command.storeTranscript === true;
  const transcript = kept ? optionalText("transcript", said, commandLimits.transcriptLength) : null;
  return {
    command,
    privacyMode,
    transcript: transcript === null ? null : redactor.text(transcript),
    speech: new Speech(said ?? ""),
  };
}
