import type { ColumnType, Generated, Insertable, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";

/** One delivery to the inbox, genuine or forged. */
export interface WebhookEventTable {
  id: string;
  source: string;
  event_type: string | null;
  delivery_id: string | null;
  signature_ok: Generated<boolean>;
  /** Only rows of an adopted database have it; since then the body is in `webhook_payloads`. */
  payload: ColumnType<JsonText | null, never, never>;
  received_at: CreatedAt;
}

/** The raw body of an event, to the byte. Apart from the event, so that it can go before it. */
export interface WebhookPayloadTable {
  event_id: string;
  body: Uint8Array;
}

/** Which event owns a delivery id. Only deliveries with a valid signature get a row. */
export interface WebhookDeliveryTable {
  source: string;
  delivery_id: string;
  event_id: string;
}

export type WebhookEventRow = Selectable<WebhookEventTable>;
export type NewWebhookEventRow = Insertable<WebhookEventTable>;
