import { decodeOptionalJson } from "../json.ts";
import type { WebhookEventRow, WebhookEventState } from "@handsfree/schema";

/** One delivery, without its body. */
export interface WebhookEvent {
  readonly id: string;
  readonly source: string;
  readonly eventType: string | null;
  readonly deliveryId: string | null;
  /** False for a forged delivery, which is kept apart and owns no delivery id. */
  readonly signatureOk: boolean;
  /** Why a forged one was rejected, for example `invalid_signature`. */
  readonly rejection: string | null;
  /** How often it came again. */
  readonly duplicates: number;
  readonly lastDuplicateAt: Date | null;
  /** Those that are kept, by lower-case name; null for none. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** The length of its body, kept or not; null where it was not read, or an earlier release did not count. */
  readonly bodyBytes: number | null;
  /** SHA-256 of its body in lower-case hexadecimal; null where it was not read, or is of an earlier release. */
  readonly bodySha256: string | null;
  /** Since when its body is gone; null while it is kept, or where it never was. */
  readonly payloadRemovedAt: Date | null;
  readonly receivedAt: Date;
  readonly state: WebhookEventState;
  /** How often work on it has begun since it was last received, replayed or revived. */
  readonly attempts: number;
  /** When it may be claimed, from another worker too once that one's lease has run out; null for never. */
  readonly nextAttemptAt: Date | null;
  /** Who works on it, or did last. */
  readonly worker: string | null;
  readonly leaseExpiresAt: Date | null;
  /** Why its last attempt failed, without secrets; null once one has not. */
  readonly lastError: string | null;
  /** When it was processed, ignored, or given up as dead. */
  readonly completedAt: Date | null;
  /** The last replay that made it due again. */
  readonly replayId: string | null;
  /** What it goes back to when that replay is stopped; null once it was claimed. */
  readonly stateBeforeReplay: WebhookEventState | null;
}

/** The columns of an event; bodies are large, so no list reads them. */
export const eventColumns = [
  "id",
  "source",
  "event_type",
  "delivery_id",
  "signature_ok",
  "rejection",
  "duplicates",
  "last_duplicate_at",
  "headers",
  "body_bytes",
  "body_sha256",
  "payload_removed_at",
  "received_at",
  "state",
  "attempts",
  "next_attempt_at",
  "lease_worker",
  "lease_expires_at",
  "last_error",
  "completed_at",
  "replay_id",
  "state_before_replay",
] as const;

export function toWebhookEvent(
  row: Pick<WebhookEventRow, (typeof eventColumns)[number]>,
): WebhookEvent {
  return {
    id: row.id,
    source: row.source,
    eventType: row.event_type,
    deliveryId: row.delivery_id,
    signatureOk: row.signature_ok,
    rejection: row.rejection,
    duplicates: row.duplicates,
    lastDuplicateAt: row.last_duplicate_at,
    headers: decodeOptionalJson(row.headers) as WebhookEvent["headers"],
    bodyBytes: row.body_bytes,
    bodySha256: row.body_sha256,
    payloadRemovedAt: row.payload_removed_at,
    receivedAt: row.received_at,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    worker: row.lease_worker,
    leaseExpiresAt: row.lease_expires_at,
    lastError: row.last_error,
    completedAt: row.completed_at,
    replayId: row.replay_id,
    stateBeforeReplay: row.state_before_replay,
  };
}
