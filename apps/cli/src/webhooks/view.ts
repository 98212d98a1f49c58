import type { WebhookEvent } from "@handsfree/repositories/webhooks";
import { renderWebhookEvent } from "@handsfree/wire/webhooks";
import type { View } from "../output/page.ts";

export const webhookEventView: View<WebhookEvent> = {
  empty: "No webhook event matches.",
  columns: {
    "RECEIVED AT": (event) => event.receivedAt,
    SOURCE: (event) => event.source,
    TYPE: (event) => event.eventType,
    "SIGNATURE OK": (event) => event.signatureOk,
    STATE: (event) => event.state,
    ATTEMPTS: (event) => event.attempts,
    DELIVERY: (event) => event.deliveryId,
    ID: (event) => event.id,
  },
  render: renderWebhookEvent,
};
