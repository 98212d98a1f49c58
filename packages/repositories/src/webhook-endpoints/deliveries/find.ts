import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database, WebhookDeliveryState } from "@handsfree/schema";
import { webhookDeliveryStates } from "@handsfree/schema";
import { requireCall } from "../../context.ts";
import { ifGiven, requireObject, requireOneOf, requireUuid } from "../../validate.ts";
import { toDelivery, type WebhookDelivery } from "./delivery.ts";

/** The endpoint, the condition and the page of a list of deliveries. */
export interface WebhookDeliveryFilter extends PageRequest {
  readonly endpointId: string;
  readonly state?: WebhookDeliveryState | undefined;
}

/**
 * Lists the deliveries to an endpoint, newest first. Empty for an unknown endpoint.
 *
 * @throws {InvalidInputError} for an invalid id, state, limit, time or cursor.
 */
export async function listWebhookDeliveries(
  db: Executor<Database>,
  filter: WebhookDeliveryFilter,
): Promise<Page<WebhookDelivery>> {
  requireCall(db);
  const { endpointId, state, ...request } = requireObject("filter", filter);
  ifGiven("state", state, (field, value) => requireOneOf(field, value, webhookDeliveryStates));
  let query = db
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("endpoint_id", "=", requireUuid("endpointId", endpointId));
  if (state !== undefined) query = query.where("state", "=", state);
  const page = await fetchPage(db, query, "created_at", request);
  return { ...page, items: page.items.map(toDelivery) };
}
