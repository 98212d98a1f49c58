import type { WebhookEventRow } from "@handsfree/schema";

/** One delivery, without its body. */
export interface WebhookEvent {
  readonly id: string;
  readonly source: string;
  readonly eventType: string | null;
  readonly deliveryId: string | null;
  /** False for a forged delivery, which is kept apart and owns no delivery id. */
  readonly signatureOk: boolean;
  readonly receivedAt: Date;
}

/** The columns of an event; bodies are large, so no list reads them. */
export const eventColumns = [
  "id",
  "source",
  "event_type",
  "delivery_id",
  "signature_ok",
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
    receivedAt: row.received_at,
  };
}
