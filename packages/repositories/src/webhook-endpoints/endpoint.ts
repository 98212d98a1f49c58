import type { DisablingReason, WebhookEndpointRow, WebhookEndpointState } from "@handsfree/schema";
import type { EventType } from "../feed/event-types.ts";

/** An address that events are sent to. */
export interface WebhookEndpoint {
  readonly id: string;
  /** UUID of the user whose records' events are sent; null for those of all users. */
  readonly userId: string | null;
  readonly url: string;
  readonly description: string | null;
  /** The types of events that are sent; null for all. */
  readonly types: readonly EventType[] | null;
  readonly state: WebhookEndpointState;
  /** Null while it is enabled. */
  readonly disabledBecause: DisablingReason | null;
  readonly disabledAt: Date | null;
  /** The time of the first failed attempt since the last one that succeeded; null if the last one succeeded. */
  readonly failingSince: Date | null;
  /** It has deliveries of the events up to this place in the feed. */
  readonly position: number;
  /** From 1. */
  readonly secretVersion: number;
  /** Until then the secret before this one signs too. */
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  /**
   * The id of the user or the service that made it; null if that was done on the machine itself. The nil UUID if they
   * were erased since.
   */
  readonly createdBy: string | null;
  readonly updatedAt: Date;
}

export function toEndpoint(row: WebhookEndpointRow): WebhookEndpoint {
  return {
    id: row.id,
    userId: row.user_id,
    url: row.url,
    description: row.description,
    types: row.event_types === null ? null : (JSON.parse(row.event_types) as EventType[]),
    state: row.state,
    disabledBecause: row.disabled_because,
    disabledAt: row.disabled_at,
    failingSince: row.failing_since,
    position: row.position,
    secretVersion: row.secret_version,
    previousSecretUntil: row.previous_secret_until,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  };
}
