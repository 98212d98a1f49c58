import type { Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText } from "./column.ts";
import type { CommandStatus, InputType, PrivacyMode, Profile } from "./vocabulary.ts";

/** A command that a user said or typed, and its interpretation. */
export interface CommandTable {
  id: string;
  user_id: string;
  profile: Profile;
  input_type: InputType;
  privacy_mode: PrivacyMode;
  /** The conversation that the command belongs to. */
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
  /** The time to answer, in milliseconds. */
  latency_ms: number | null;
  /** The pending action that the command led to. */
  pending_action_id: string | null;
  idempotency_key: string | null;
  /** `user_id/idempotency_key`; unique. */
  owned_key: string | null;
  /** The digest of the request that used the key. */
  request_digest: string | null;
  /** The size of `transcript` and `entities` when the command was recorded. */
  content_bytes: ContentBytes;
  created_at: CreatedAt;
}

/** A command as it is read. */
export type CommandRow = Selectable<CommandTable>;
