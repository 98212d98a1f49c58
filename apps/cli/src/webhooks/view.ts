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
    received_at: event.receivedAt,
  }),
};
