import type { Selectable } from "kysely";
import type { CreatedAt, JsonText, UpdatedAt } from "./column.ts";
import type { WebhookDeliveryState, DisablingReason, WebhookEndpointState } from "./vocabulary.ts";

/** An address that events are sent to. */
export interface WebhookEndpointTable {
  id: string;
  /** The user whose records' events are sent; null for those of all users. */
  user_id: string | null;
  url: string;
  description: string | null;
  /** The types of events that are sent, as a list of texts; null for all. */
  event_types: JsonText | null;
  state: WebhookEndpointState;
  /** Null while it is enabled. */
  disabled_because: DisablingReason | null;
  disabled_at: Date | null;
  /** The time of the first failed attempt since the last one that succeeded; null if the last one succeeded. */
  failing_since: Date | null;
  /** It has deliveries of the events up to this place in the feed. */
  position: number;
  /** From 1. Each rotation of the secret adds 1. */
  secret_version: number;
  /** Until then the secret of the version before signs too. */
  previous_secret_until: Date | null;
  created_at: CreatedAt;
  /** The id of the user or the service that made it; null if that was done on the machine itself. */
  created_by: string | null;
  updated_at: UpdatedAt;
}

/** An endpoint as it is read. */
export type WebhookEndpointRow = Selectable<WebhookEndpointTable>;

/** An event that is sent to an endpoint. */
export interface WebhookDeliveryTable {
  /** Also the `webhook-id` of all its attempts. */
  id: string;
  endpoint_id: string;
  /** The place of the event in the feed. */
  event_id: number;
  event_type: string;
  state: WebhookDeliveryState;
  /** How many attempts were begun since it was made, or since it was last requested again. */
  attempts: number;
  /** When it is due; null after its end. While a lease runs, it is the end of the lease. */
  next_attempt_at: Date | null;
  /** SHA-256 of the last lease's token. */
  lease_sha256: string | null;
  lease_expires_at: Date | null;
  /** The status of the last answer; null if there was none. */
  response_status: number | null;
  /** Why the last attempt failed. It holds nothing of the answer's body. */
  last_error: string | null;
  created_at: CreatedAt;
  ended_at: Date | null;
}

/** A delivery as it is read. */
export type WebhookDeliveryRow = Selectable<WebhookDeliveryTable>;
