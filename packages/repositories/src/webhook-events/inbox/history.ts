import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database, WebhookTransition, WebhookTransitionRow } from "@handsfree/schema";
import { requireCall } from "../../context.ts";
import { requireObject, requireUuid } from "../../validate.ts";

/** What happened to an event, once. */
export interface WebhookEventTransition {
  readonly id: string;
  readonly eventId: string;
  readonly transition: WebhookTransition;
  /** The number of the attempt that it belongs to; 0 before the first. */
  readonly attempt: number;
  /** Who did it: a worker, or whoever asked for it; null where nobody has said. */
  readonly worker: string | null;
  /** The replay that it belongs to. */
  readonly replayId: string | null;
  /** Why, without secrets. */
  readonly reason: string | null;
  readonly createdAt: Date;
}

/**
 * The history of an event, newest first. Empty where there is no such event.
 *
 * @throws {InvalidInputError} for an id that is no UUID, a bad limit or cursor.
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

function toTransition(row: WebhookTransitionRow): WebhookEventTransition {
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
