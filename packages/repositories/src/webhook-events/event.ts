import type { WebhookEventRow } from "@handsfree/schema";
import { decodeOptionalJson } from "../json.ts";

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
  /** The length of its body, kept or not; null where an earlier release did not count. */
  readonly bodyBytes: number | null;
  /** SHA-256 of its body in lower-case hexadecimal; null for one of an earlier release. */
  readonly bodySha256: string | null;
  /** Since when its body is gone; null while it is kept, or where it never was. */
  readonly payloadRemovedAt: Date | null;
  readonly receivedAt: Date;
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
  };
}
