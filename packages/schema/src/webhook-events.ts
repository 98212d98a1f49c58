import type { ColumnType, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { WebhookEventState, WebhookTransition } from "./vocabulary.ts";

/** One delivery to the inbox, valid or forged. */
export interface WebhookEventTable {
  id: string;
  source: string;
  event_type: string | null;
  delivery_id: string | null;
  /**
   * A digest of source, hook, delivery_id and body after a slash, when this row owns the delivery. Unique; null
   * for forged deliveries. Rows of earlier releases have `source/delivery_id`, with the source escaped as in
   * RFC 6901.
   */
  owned_delivery: string | null;
  signature_ok: boolean;
  state: WebhookEventState;
  /** The reason why a forged delivery was rejected. */
  rejection: string | null;
  /** The number of attempts since it was last received, replayed or revived. */
  attempts: number;
  /** When it may be claimed; null when it is not due. */
  next_attempt_at: Date | null;
  /** SHA-256 of the lease's token. */
  lease_sha256: string | null;
  lease_worker: string | null;
  lease_expires_at: Date | null;
  last_error: string | null;
  completed_at: Date | null;
  /** How many duplicates of it arrived. */
  duplicates: number;
  last_duplicate_at: Date | null;
  /** The replay that made it due again. */
  replay_id: string | null;
  /** The state that it returns to when that replay is stopped. */
  state_before_replay: WebhookEventState | null;
  /** The headers that the configuration keeps, as an object with lower-case names. */
  headers: JsonText | null;
  /** Set only in rows of an adopted database; newer rows use `body`. */
  payload: ColumnType<JsonText | null, never, null>;
  /** The raw body, byte for byte. */
  body: Uint8Array | null;
  body_bytes: number | null;
  /** SHA-256 of the body. */
  body_sha256: string | null;
  /** `source/body_sha256` when later bodies are compared with this row; unique. */
  owned_body: string | null;
  payload_removed_at: Date | null;
  received_at: CreatedAt;
}

/** A webhook event as it is read. */
export type WebhookEventRow = Selectable<WebhookEventTable>;

/** A transition of an event. */
export interface WebhookTransitionTable {
  id: string;
  event_id: string;
  transition: WebhookTransition;
  /** The number of the attempt that it belongs to; 0 before the first. */
  attempt: number;
  worker: string | null;
  replay_id: string | null;
  reason: string | null;
  created_at: CreatedAt;
}

/** A transition of an event, as it is read. */
export type WebhookTransitionRow = Selectable<WebhookTransitionTable>;

/** A replay of all events that match a filter. */
export interface WebhookReplayTable {
  id: string;
  filter: JsonText;
  requested_by: string | null;
  reason: string | null;
  /** The number of matching events when it began. */
  events: number;
  events_per_second: number | null;
  /** The number of events that it has made due so far. */
  marked: number;
  /** The id of the last event that it has looked at. Replays follow the order of ids. */
  position: string | null;
  /** The earliest time at which the next event may be due, by the rate. */
  next_due_at: Date | null;
  completed_at: Date | null;
  stopped_at: Date | null;
  created_at: CreatedAt;
}

/** A replay as it is read. */
export type WebhookReplayRow = Selectable<WebhookReplayTable>;

/** The number of forged deliveries of a source that were kept and dropped in one hour. */
export interface WebhookRejectionCountTable {
  /** The source, escaped as in RFC 6901, a slash, and the hour; unique. */
  hour_key: string;
  source: string;
  hour: CreatedAt;
  kept: number;
  dropped: number;
}
