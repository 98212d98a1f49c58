import type { CommandStatus, InputType, PrivacyMode, Profile } from "@handsfree/schema";

/** A command to record. */
export interface NewCommand {
  readonly userId: string;
  readonly inputType: InputType;
  readonly status: CommandStatus;
  /** Default `default`. */
  readonly profile?: Profile | undefined;
  /** What may be kept of it: see `privacyRules`. Default `strict`. */
  readonly privacyMode?: PrivacyMode | undefined;
  /** What was said. It is dropped unless `storeTranscript` is true, or the mode is `debug`. */
  readonly transcript?: string | null | undefined;
  /** Whether the user asked to keep the transcript; only true itself says so. Default false. */
  readonly storeTranscript?: boolean | undefined;
  /**
   * `[withheld]` is kept in place of one that repeats what was said: four words in a row of it, or of a shorter
   * command all of it, unless it is an identifier like `merge_pr` (letters, digits, `.`, `_`, `-`, `/`).
   */
  readonly intentName?: string | null | undefined;
  /** From 0 to 1. */
  readonly intentConfidence?: number | null | undefined;
  /**
   * Any JSON value; left out or null for none. What looks like a secret is redacted. Unless the mode is `debug`,
   * what repeats what was said is withheld: texts and names that equal the transcript, hold all of it, or
   * share four words in a row with it, and members with a name like `utterance` or `rawText`.
   */
  readonly entities?: unknown;
  /** The conversation that it belongs to: a text that says nothing. */
  readonly sessionId?: string | null | undefined;
  /** How long it took to answer, in whole milliseconds, up to a day. */
  readonly latencyMs?: number | null | undefined;
  /** The user's pending action that it led to. `linkCommandToAction` can say so later. */
  readonly pendingActionId?: string | null | undefined;
  /** The caller's name for this one command; a retry with it writes nothing. */
  readonly idempotencyKey?: string | null | undefined;
}
