import type { CommandRow, CommandStatus, InputType, PrivacyMode, Profile } from "@handsfree/schema";
import { withDecoded } from "../json.ts";

/** A request that a user said or typed, and the intent that was understood. */
export interface Command {
  readonly id: string;
  readonly userId: string;
  readonly profile: Profile;
  readonly inputType: InputType;
  readonly privacyMode: PrivacyMode;
  /** The id of the conversation. */
  readonly sessionId: string | null;
  /** Null if the privacy mode dropped it, and from `transcriptExpiresAt` on. */
  readonly transcript: string | null;
  /** The first instant at which the transcript cannot be read; null if none was kept or it does not expire. */
  readonly transcriptExpiresAt: Date | null;
  readonly intentName: string | null;
  /** From 0 to 1, kept as a 32-bit float. */
  readonly intentConfidence: number | null;
  /** The result of `JSON.parse`; null from `entitiesExpireAt` on. */
  readonly entities: unknown;
  /** The stored JSON text, which has all digits of numbers beyond 2^53. */
  readonly entitiesJson: string | null;
  /** The first instant at which the entities cannot be read; null if there were none or they do not expire. */
  readonly entitiesExpireAt: Date | null;
  /** The last removal of content from the database; null while all content is present. */
  readonly contentRemovedAt: Date | null;
  readonly status: CommandStatus;
  /** The time until the answer, in milliseconds. */
  readonly latencyMs: number | null;
  /** The pending action that resulted from it. */
  readonly pendingActionId: string | null;
  readonly idempotencyKey: string | null;
  readonly createdAt: Date;
}

/** The columns of a command. Its row has others, for its key and its size. */
export const commandColumns = [
  "entities_expire_at",
  "entities",
  "id",
  "user_id",
  "profile",
  "input_type",
  "privacy_mode",
  "session_id",
  "transcript_expires_at",
  "transcript",
  "intent_name",
  "intent_confidence",
  "content_removed_at",
  "status",
  "latency_ms",
  "pending_action_id",
  "idempotency_key",
  "created_at",
] as const;

/** Renders a command without expired content, which may still be in the row until a removal runs. */
export function toCommand(
  row: Pick<CommandRow, (typeof commandColumns)[number]>,
  now: Date,
): Command {
  const entities = hasExpired(row.entities_expire_at, now) ? null : row.entities;
  return withDecoded(
    {
      id: row.id,
      userId: row.user_id,
      profile: row.profile,
      inputType: row.input_type,
      privacyMode: row.privacy_mode,
      sessionId: row.session_id,
      transcript: hasExpired(row.transcript_expires_at, now) ? null : row.transcript,
      transcriptExpiresAt: row.transcript_expires_at,
      intentName: row.intent_name,
      intentConfidence: row.intent_confidence,
      entitiesJson: entities,
      entitiesExpireAt: row.entities_expire_at,
      contentRemovedAt: row.content_removed_at,
      status: row.status,
      latencyMs: row.latency_ms,
      pendingActionId: row.pending_action_id,
      idempotencyKey: row.idempotency_key,
      createdAt: row.created_at,
    },
    { entities },
  );
}

/** `isDue` in `remove-expired.ts` is the same condition in SQL. */
function hasExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
