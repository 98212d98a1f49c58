import type { WebhookEvent } from "@handsfree/repositories";
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
  toJson: (event) => ({
    id: event.id,
    source: event.source,
    event_type: event.eventType,
    delivery_id: event.deliveryId,
    signature_ok: event.signatureOk,
    received_at: event.receivedAt,
    state: event.state,
    attempts: event.attempts,
    next_attempt_at: event.nextAttemptAt,
    worker: event.worker,
    lease_expires_at: event.leaseExpiresAt,
    last_error: event.lastError,
    completed_at: event.completedAt,
    replay_id: event.replayId,
    state_before_replay: event.stateBeforeReplay,
  }),
};
