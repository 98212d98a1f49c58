import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import { type Database, type WebhookEventState, webhookEventStates } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { listedEventContents } from "../large-contents.ts";
import {
  requireBoolean,
  requireObject,
  requireOneOf,
  requireText,
  requireUuid,
} from "../validate.ts";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";

/**
 * Finds one delivery, without its body.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findWebhookEvent(
  db: Executor<Database>,
  id: string,
): Promise<WebhookEvent | undefined> {
  requireCall(db);
  const row = await db
    .selectFrom("webhook_events")
    .select(eventColumns)
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  return row && toWebhookEvent(row);
}

/** A filter of deliveries, and a page of the result. */
export interface WebhookEventFilter extends PageRequest {
  readonly source?: string | undefined;
  readonly eventType?: string | undefined;
  /** The sender's delivery id. Several events can share one: one for each hook and each body. */
  readonly deliveryId?: string | undefined;
  readonly signatureOk?: boolean | undefined;
  /** `dead` lists the dead letters. */
  readonly state?: WebhookEventState | undefined;
}

/**
 * Lists deliveries without their bodies, newest first.
 *
 * @throws {InvalidInputError} for an invalid filter, limit, time or cursor.
 */
export async function listWebhookEvents(
  db: Executor<Database>,
  filter: WebhookEventFilter = {},
): Promise<Page<WebhookEvent>> {
  requireCall(db);
  const { source, eventType, deliveryId, signatureOk, state, ...request } = requireObject(
    "filter",
    filter,
  );
  let query = db.selectFrom("webhook_events").select(eventColumns);
  if (source !== undefined) query = query.where("source", "=", requireText("source", source));
  if (eventType !== undefined) {
    query = query.where("event_type", "=", requireText("eventType", eventType));
  }
  if (deliveryId !== undefined) {
    query = query.where("delivery_id", "=", requireText("deliveryId", deliveryId));
  }
  if (signatureOk !== undefined)
    query = query.where("signature_ok", "=", requireBoolean("signatureOk", signatureOk));
  if (state !== undefined) {
    query = query.where("state", "=", requireOneOf("state", state, webhookEventStates));
  }
  const page = await fetchPage(db, query, "received_at", request, listedEventContents);
  return { ...page, items: page.items.map(toWebhookEvent) };
}
