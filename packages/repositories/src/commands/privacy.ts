import type { PrivacyMode } from "@handsfree/schema";

/** The content of a command that a privacy mode keeps, and for how long. */
export interface PrivacyRule {
  /** Whether the transcript is kept only if `storeTranscript` is true, or always. */
  readonly transcript: "when_asked" | "always";
  /** The time for which a transcript is kept, in days of 24 hours. */
  readonly transcriptDays: number;
  /** Whether parts of the entities that repeat the transcript are masked. */
  readonly repeatedTranscript: "masked" | "kept";
  /** The time for which entities are kept, in days of 24 hours. */
  readonly entitiesDays: number;
}

/** The mode of commands that name none. */
export const defaultPrivacyMode: PrivacyMode = "strict";

/**
 * The rule of each privacy mode. In every mode secrets are redacted, and an intent's name that repeats the transcript
 * is masked, since the name is kept as long as the command. The entities are masked in the modes that keep them longer
 * than the transcript, even if the transcript is kept: otherwise they would repeat it after its removal.
 */
export const privacyRules: Readonly<Record<PrivacyMode, PrivacyRule>> = {
  strict: {
    transcript: "when_asked",
    transcriptDays: 30,
    repeatedTranscript: "masked",
    entitiesDays: 90,
  },
  balanced: {
    transcript: "when_asked",
    transcriptDays: 90,
    repeatedTranscript: "masked",
    entitiesDays: 400,
  },
  /** Keeps everything for a short time, to find out why a command was misunderstood. */
  debug: { transcript: "always", transcriptDays: 7, repeatedTranscript: "kept", entitiesDays: 7 },
};
