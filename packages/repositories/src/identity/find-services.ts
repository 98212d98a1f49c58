import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type Service, toService } from "./service.ts";

/**
 * Finds a service by its id, also a disabled one.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findService(
  db: Executor<Database>,
  serviceId: string,
): Promise<Service | undefined> {
  requireCall(db);
  const row = await db
    .selectFrom("services")
    .selectAll()
    .where("id", "=", requireUuid("serviceId", serviceId))
    .executeTakeFirst();
  return row && toService(row);
}

/**
 * Lists services, newest first, with those that are disabled.
 *
 * @throws {InvalidInputError} for an invalid limit, time or cursor.
 */
export async function listServices(
  db: Executor<Database>,
  request: PageRequest = {},
): Promise<Page<Service>> {
  requireCall(db);
  const query = db.selectFrom("services").selectAll();
  const page = await fetchPage(db, query, "created_at", requireObject("request", request));
  return { ...page, items: page.items.map(toService) };
}
