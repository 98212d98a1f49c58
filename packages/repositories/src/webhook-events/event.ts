import { decodeOptionalJson } from "../json.ts";
import type { WebhookEventRow, WebhookEventState } from "@handsfree/schema";

/** One delivery, without its body. */
export interface WebhookEvent {
  readonly id: string;
  readonly source: string;
  readonly eventType: string | null;
  readonly deliveryId: string | null;
  /** False for a forged delivery, which is stored apart and owns no delivery id. */
  readonly signatureOk: boolean;
  /** Why a forged delivery was rejected, for example `invalid_signature`. */
  readonly rejection: string | null;
  /** The number of repetitions of this delivery. */
  readonly duplicates: number;
  readonly lastDuplicateAt: Date | null;
  /** The kept headers, by lower-case name; null if none were kept. */
  readonly headers: Readonly<Record<string, string>> | null;
  /**
   * The length of the body, even if it is not kept; null if it was not read, or an earlier release did not count
   * it.
   */
  readonly bodyBytes: number | null;
  /**
   * SHA-256 of the body in lower-case hexadecimal; null if it was not read, or an earlier release stored the event.
   */
  readonly bodySha256: string | null;
  /** When the body was removed; null while it is kept, or if it never was. */
  readonly payloadRemovedAt: Date | null;
  readonly receivedAt: Date;
  readonly state: WebhookEventState;
  /** The number of attempts since the event was last received, replayed or revived. */
  readonly attempts: number;
  /** When the event can be claimed; during a lease, when another worker can. Null for never. */
  readonly nextAttemptAt: Date | null;
  /** The worker that has the event, or had it last. */
  readonly worker: string | null;
  readonly leaseExpiresAt: Date | null;
  /** Why the last attempt failed, without secrets; null after an attempt that did not fail. */
  readonly lastError: string | null;
  /** When the event was processed, ignored or declared dead. */
  readonly completedAt: Date | null;
  /** The last replay that made the event due again. */
  readonly replayId: string | null;
  /** The state to restore when that replay is stopped; null after a claim. */
  readonly stateBeforeReplay: WebhookEventState | null;
}

/** The columns of an event. Bodies are large, so no list reads them. */
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
