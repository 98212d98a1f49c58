import type { PrivacyMode } from "@handsfree/schema";

/** What may be kept of a command, and for how long. */
export interface PrivacyRule {
  /** When the transcript is kept: where `storeTranscript` is true, or always. */
  readonly transcript: "when_asked" | "always";
  /** How long a transcript is kept, in days of 24 hours. */
  readonly transcriptDays: number;
  /** What becomes of entities that repeat what was said. */
  readonly repeatedSpeech: "withheld" | "kept";
  /** How long entities are kept, in days of 24 hours. */
  readonly entitiesDays: number;
}

/**
 * What each privacy mode keeps: the one table of it. In every mode what looks like a secret is redacted, and
 * the name of the intent, which stays as long as the command, repeats no four words of what was said. Where entities
 * outlive the transcript they do not repeat it either, be the transcript kept or not: else the words would
 * be there when the transcript has gone.
 */
export const privacyRules: Readonly<Record<PrivacyMode, PrivacyRule>> = {
  strict: {
    transcript: "when_asked",
    transcriptDays: 30,
    repeatedSpeech: "withheld",
    entitiesDays: 90,
  },
  balanced: {
    transcript: "when_asked",
    transcriptDays: 90,
    repeatedSpeech: "withheld",
    entitiesDays: 400,
  },
  /** For finding out why something was not understood: all of it, and not for long. */
  debug: { transcript: "always", transcriptDays: 7, repeatedSpeech: "kept", entitiesDays: 7 },
};
