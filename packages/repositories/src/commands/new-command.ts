import type { CommandStatus, InputType, PrivacyMode, Profile } from "@handsfree/schema";

/** A command to record. */
export interface NewCommand {
  readonly userId: string;
  readonly inputType: InputType;
  readonly status: CommandStatus;
  /** Default `default`. */
  readonly profile?: Profile | undefined;
  /** Decides which content is kept: see `privacyRules`. Default `strict`. */
  readonly privacyMode?: PrivacyMode | undefined;
  /**
   * The words that the user said or typed. They are dropped unless `storeTranscript` is true or the mode is `debug`.
   */
  readonly transcript?: string | null | undefined;
  /** Whether the user asked to keep the transcript. Only the value `true` counts. Default false. */
  readonly storeTranscript?: boolean | undefined;
  /**
   * `[withheld]` replaces a name that repeats four words in a row of the transcript, or all of a shorter one. An
   * identifier like `merge_pr` (letters, digits, `.`, `_`, `-`, `/`) may repeat a transcript of up to three words.
   */
  readonly intentName?: string | null | undefined;
  /** From 0 to 1. */
  readonly intentConfidence?: number | null | undefined;
  /**
   * Any JSON value; left out or null for none. Secrets are redacted. Unless the mode is `debug`, `[withheld]` replaces
   * texts and names that equal the transcript, contain it, or share four words in a row with it, and members with a
   * name like `utterance` or `rawText`.
   */
  readonly entities?: unknown;
  /** The id of the conversation. It must not repeat the transcript, except for one of a single word. */
  readonly sessionId?: string | null | undefined;
  /** The time until the answer, in whole milliseconds, up to a day. */
  readonly latencyMs?: number | null | undefined;
  /** The user's pending action that resulted. `linkCommandToAction` can add it later. */
  readonly pendingActionId?: string | null | undefined;
  /**
   * The caller's name for this command; a retry with the same key writes nothing. It must not repeat the transcript.
   */
  readonly idempotencyKey?: string | null | undefined;
}
