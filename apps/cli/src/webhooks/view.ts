import type { WebhookEvent } from "@handsfree/repositories";
import type { View } from "../output/page.ts";

export const webhookEventView: View<WebhookEvent> = {
  empty: "No webhook event matches.",
  columns: {
    "RECEIVED AT": (event) => event.receivedAt,
    SOURCE: (event) => event.source,
    TYPE: (event) => event.eventType,
    "SIGNATURE OK": (event) => event.signatureOk,
    DELIVERY: (event) => event.deliveryId,
    ID: (event) => event.id,
  },
  toJson: (event) => ({
    id: event.id,
    source: event.source,
    event_type: event.eventType,
    delivery_id: event.deliveryId,
    signature_ok: event.signatureOk,
    rejection: event.rejection,
    duplicates: event.duplicates,
    last_duplicate_at: event.lastDuplicateAt,
    headers: event.headers,
    body_bytes: event.bodyBytes,
    body_sha256: event.bodySha256,
    payload_removed_at: event.payloadRemovedAt,
    received_at: event.receivedAt,
  }),
};
