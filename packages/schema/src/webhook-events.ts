import type { ColumnType, Generated, Insertable, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";

/** One delivery to the inbox, genuine or forged. */
export interface WebhookEventTable {
  id: string;
  source: string;
  event_type: string | null;
  delivery_id: string | null;
  /**
   * `source/delivery_id`, the source escaped as in RFC 6901, where this row is the one that owns the delivery; unique. Never of a forged
   * one.
   */
  owned_delivery: string | null;
  signature_ok: Generated<boolean>;
  /** Only rows of an adopted database have it; since then the body is in `body`. */
  payload: ColumnType<JsonText | null, never, never>;
  /** The raw body, to the byte. */
  body: Uint8Array | null;
  received_at: CreatedAt;
}

/** A webhook event as it is read. */
export type WebhookEventRow = Selectable<WebhookEventTable>;
/** A webhook event as it is inserted. */
export type NewWebhookEventRow = Insertable<WebhookEventTable>;
