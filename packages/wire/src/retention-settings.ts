import { privacyModes, type PrivacyMode } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";
import { Nullable, OneOf } from "./values.ts";

/** The schema of what is kept and for how long, `RetentionSettings` in openapi.json. */
export const RetentionSettingsSchema = named("RetentionSettings", {
  enabled: Type.Boolean({
    description: "Whether the server removes records by age; else only what has an expiry goes",
  }),
  rules: Type.Array(
    Type.Object({
      rule: Type.String({ description: "In snake case" }),
      days: Nullable(Type.Integer({ description: "Null for never" })),
      removes: Type.String(),
      since: Type.String({ description: "The event from which the days are counted" }),
    }),
  ),
  default_privacy_mode: OneOf(privacyModes, {
    description: "That of commands that name no mode",
  }),
  privacy_modes: Type.Array(
    Type.Object({
      mode: OneOf(privacyModes),
      transcript: OneOf(["when_asked", "always"]),
      transcript_days: Type.Integer({ description: "For how long a kept transcript stays" }),
      repeated_transcript: OneOf(["masked", "kept"], {
        description: "What becomes of parts of the entities that repeat the transcript",
      }),
      entities_days: Type.Integer(),
    }),
  ),
});
/** What is kept, and for how long. */
export type RetentionSettingsJson = Static<typeof RetentionSettingsSchema>;

interface PrivacyRuleRecord {
  readonly transcript: "when_asked" | "always";
  readonly transcriptDays: number;
  readonly repeatedTranscript: "masked" | "kept";
  readonly entitiesDays: number;
}

/** The domain object of `renderRetentionSettings`. */
export interface RetentionSettingsRecord {
  readonly enabled: boolean;
  /** In snake case. */
  readonly rules: RetentionSettingsJson["rules"];
  readonly defaultPrivacyMode: PrivacyMode;
  readonly privacyRules: Readonly<Record<PrivacyMode, PrivacyRuleRecord>>;
}

/** Renders the settings. */
export function renderRetentionSettings(settings: RetentionSettingsRecord): RetentionSettingsJson {
  const { enabled, rules, defaultPrivacyMode, privacyRules } = settings;
  return {
    enabled,
    rules,
    default_privacy_mode: defaultPrivacyMode,
    privacy_modes: privacyModes.map((mode) => {
      const { transcript, transcriptDays, repeatedTranscript, entitiesDays } = privacyRules[mode];
      return {
        mode,
        transcript,
        transcript_days: transcriptDays,
        repeated_transcript: repeatedTranscript,
        entities_days: entitiesDays,
      };
    }),
  };
}
