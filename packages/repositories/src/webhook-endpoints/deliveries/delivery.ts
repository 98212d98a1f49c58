import type { WebhookDeliveryRow, WebhookDeliveryState } from "@handsfree/schema";
import type { EventType } from "../../feed/event-types.ts";

/** An event that is sent to an endpoint. */
export interface WebhookDelivery {
  /** Also the `webhook-id` of all its attempts, by which a receiver knows one that it has had. */
  readonly id: string;
  readonly endpointId: string;
  /** The place of the event in the feed. */
  readonly eventId: number;
  readonly type: EventType;
  /** `waiting` for its next attempt, `delivered`, or `dead`, with no attempts left. */
  readonly state: WebhookDeliveryState;
  /** How many attempts were begun since it was made, or last requested again. */
  readonly attempts: number;
  /** When the next attempt is due; null after its end. */
  readonly nextAttemptAt: Date | null;
  /** The status of the last answer; null if there was none. */
  readonly responseStatus: number | null;
  /** Why the last attempt failed. */
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export function toDelivery(row: WebhookDeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    type: row.event_type as EventType,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    responseStatus: row.response_status,
    lastError: row.last_error,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
