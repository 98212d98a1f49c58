import type { ColumnType, Insertable, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { WebhookEventState, WebhookTransition } from "./vocabulary.ts";

/** One delivery to the inbox, genuine or forged. */
export interface WebhookEventTable {
  id: string;
  source: string;
  event_type: string | null;
  delivery_id: string | null;
  /**
   * A digest of source, hook, delivery_id and body behind a slash, where this row is the one that owns the
   * delivery; unique. Rows of releases before it have `source/delivery_id`, the source escaped as in RFC 6901.
   * Never of a forged one.
   */
  owned_delivery: string | null;
  signature_ok: boolean;
  state: WebhookEventState;
  /** Why a forged one was rejected. */
  rejection: string | null;
  /** How often work on it has begun since it was last received, replayed or revived. */
  attempts: number;
  /** When it may be claimed; null for what is not due. */
  next_attempt_at: Date | null;
  /** SHA-256 of the lease's token. */
  lease_sha256: string | null;
  lease_worker: string | null;
  lease_expires_at: Date | null;
  last_error: string | null;
  completed_at: Date | null;
  /** How often it came again. */
  duplicates: number;
  last_duplicate_at: Date | null;
  /** The replay that made it due again. */
  replay_id: string | null;
  /** What it goes back to when that replay is stopped. */
  state_before_replay: WebhookEventState | null;
  /** Those that are on the list of what is kept, as an object with lower-case names. */
  headers: JsonText | null;
  /** Only rows of an adopted database have it; since then the body is in `body`. */
  payload: ColumnType<JsonText | null, never, null>;
  /** The raw body, to the byte. */
  body: Uint8Array | null;
  body_bytes: number | null;
  /** SHA-256 of the body. */
  body_sha256: string | null;
  /** `source/body_sha256` where this row is the one that later bodies are compared with; unique. */
  owned_body: string | null;
  payload_removed_at: Date | null;
  received_at: CreatedAt;
}

/** A webhook event as it is read. */
export type WebhookEventRow = Selectable<WebhookEventTable>;
/** A webhook event as it is inserted. */
export type NewWebhookEventRow = Insertable<WebhookEventTable>;

/** What happened to an event. */
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

/** What happened to an event, as it is read. */
export type WebhookTransitionRow = Selectable<WebhookTransitionTable>;

/** A replay of all events that matched a filter. */
export interface WebhookReplayTable {
  id: string;
  filter: JsonText;
  requested_by: string | null;
  reason: string | null;
  /** How many matched when it began. */
  events: number;
  events_per_second: number | null;
  /** How many it has made due so far. */
  marked: number;
  /** The id of the last event that it has looked at; it goes by their ids. */
  position: string | null;
  /** The earliest that the next one may be due, by the rate. */
  next_due_at: Date | null;
  completed_at: Date | null;
  stopped_at: Date | null;
  created_at: CreatedAt;
}

/** A replay as it is read. */
export type WebhookReplayRow = Selectable<WebhookReplayTable>;

/** How many forged deliveries of a source were kept in an hour. */
export interface WebhookRejectionCountTable {
  /** The source, escaped as in RFC 6901, a slash, and the hour; unique. */
  hour_key: string;
  source: string;
  hour: CreatedAt;
  kept: number;
  dropped: number;
}
