import type { Insertable, Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText } from "./column.ts";
import type { CommandStatus, InputType, PrivacyMode, Profile } from "./vocabulary.ts";

/** What a user said or typed, and how it was understood. */
export interface CommandTable {
  id: string;
  user_id: string;
  profile: Profile;
  input_type: InputType;
  privacy_mode: PrivacyMode;
  /** The conversation that it belongs to. */
  session_id: string | null;
  /** Null unless the user asked to keep it. */
  transcript: string | null;
  transcript_expires_at: Date | null;
  intent_name: string | null;
  /** From 0 to 1. */
  intent_confidence: number | null;
  entities: JsonText | null;
  entities_expire_at: Date | null;
  /** When the last of its content was removed. */
  content_removed_at: Date | null;
  status: CommandStatus;
  /** How long it took to answer, in milliseconds. */
  latency_ms: number | null;
  /** The pending action that it led to. */
  pending_action_id: string | null;
  idempotency_key: string | null;
  /** `user_id/idempotency_key`; unique. */
  owned_key: string | null;
  /** What the key was used for. */
  request_digest: string | null;
  /** Of `transcript` and `entities`, when the command was recorded. */
  content_bytes: ContentBytes;
  created_at: CreatedAt;
}

/** A command as it is read. */
export type CommandRow = Selectable<CommandTable>;
/** A command as it is inserted. */
export type NewCommandRow = Insertable<CommandTable>;
