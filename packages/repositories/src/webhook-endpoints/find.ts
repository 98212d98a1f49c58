import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { toEndpoint, type WebhookEndpoint } from "./endpoint.ts";

/**
 * Finds an endpoint by its id.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findWebhookEndpoint(
  db: Executor<Database>,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  requireCall(db);
  const row = await db
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  return row && toEndpoint(row);
}

/**
 * Lists endpoints, newest first.
 *
 * @throws {InvalidInputError} for an invalid limit, time or cursor.
 */
export async function listWebhookEndpoints(
  db: Executor<Database>,
  request: PageRequest = {},
): Promise<Page<WebhookEndpoint>> {
  requireCall(db);
  const query = db.selectFrom("webhook_endpoints").selectAll();
  const page = await fetchPage(db, query, "created_at", requireObject("request", request));
  return { ...page, items: page.items.map(toEndpoint) };
}
