import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database, WebhookTransition, WebhookTransitionRow } from "@handsfree/schema";
import { requireCall } from "../../context.ts";
import { requireObject, requireUuid } from "../../validate.ts";

/** One transition of an event. */
export interface WebhookEventTransition {
  readonly id: string;
  readonly eventId: string;
  readonly transition: WebhookTransition;
  /** The number of the attempt; 0 before the first. */
  readonly attempt: number;
  /** The worker, or the person who requested the transition; null if not given. */
  readonly worker: string | null;
  /** The replay that caused the transition. */
  readonly replayId: string | null;
  /** The reason, without secrets. */
  readonly reason: string | null;
  readonly createdAt: Date;
}

/**
 * Lists the transitions of an event, newest first. Empty for an unknown event.
 *
 * @throws {InvalidInputError} if the id is not a UUID, or for an invalid limit or cursor.
 */
export async function listWebhookTransitions(
  db: Executor<Database>,
  eventId: string,
  request: PageRequest = {},
): Promise<Page<WebhookEventTransition>> {
  requireCall(db);
  const query = db
    .selectFrom("webhook_transitions")
    .selectAll()
    .where("event_id", "=", requireUuid("eventId", eventId));
  const page = await fetchPage(db, query, "created_at", requireObject("request", request));
  return { ...page, items: page.items.map(toTransition) };
}

export function toTransition(row: WebhookTransitionRow): WebhookEventTransition {
  return {
    id: row.id,
    eventId: row.event_id,
    transition: row.transition,
    attempt: row.attempt,
    worker: row.worker,
    replayId: row.replay_id,
    reason: row.reason,
    createdAt: row.created_at,
  };
}
