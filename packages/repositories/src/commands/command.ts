import type { CommandRow, CommandStatus, InputType, PrivacyMode, Profile } from "@handsfree/schema";
import { decodeOptionalJson } from "../json.ts";

/** What a user said, and how it was understood. */
export interface Command {
  readonly id: string;
  readonly userId: string;
  readonly profile: Profile;
  readonly inputType: InputType;
  readonly privacyMode: PrivacyMode;
  /** The conversation that it belongs to. */
  readonly sessionId: string | null;
  /** Null unless its privacy mode let it be kept, and from `transcriptExpiresAt` on. */
  readonly transcript: string | null;
  /** The first instant at which the transcript cannot be read; null where none was kept, or without such a time. */
  readonly transcriptExpiresAt: Date | null;
  readonly intentName: string | null;
  /** From 0 to 1, kept as a 32-bit float. */
  readonly intentConfidence: number | null;
  /** As `JSON.parse` reads them; null from `entitiesExpireAt` on. */
  readonly entities: unknown;
  /** As they were stored, with the digits of numbers beyond 2^53. */
  readonly entitiesJson: string | null;
  /** The first instant at which the entities cannot be read; null where there were none, or without such a time. */
  readonly entitiesExpireAt: Date | null;
  /** When the last of its content was removed from the database; null while all of it is there. */
  readonly contentRemovedAt: Date | null;
  readonly status: CommandStatus;
  /** How long it took to answer, in milliseconds. */
  readonly latencyMs: number | null;
  /** The pending action that it led to. */
  readonly pendingActionId: string | null;
  readonly idempotencyKey: string | null;
  readonly createdAt: Date;
}

/** The command as it can be read now: what has expired is gone, though nothing may have removed it yet. */
export function toCommand(row: CommandRow, now: Date): Command {
  const entities = hasExpired(row.entities_expire_at, now) ? null : row.entities;
  return {
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
    entities: decodeOptionalJson(entities),
    entitiesJson: entities,
    entitiesExpireAt: row.entities_expire_at,
    contentRemovedAt: row.content_removed_at,
    status: row.status,
    latencyMs: row.latency_ms,
    pendingActionId: row.pending_action_id,
    idempotencyKey: row.idempotency_key,
    createdAt: row.created_at,
  };
}

/** At the instant itself it is too late. `remove-expired.ts` says the same in SQL. */
function hasExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
