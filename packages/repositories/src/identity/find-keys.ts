import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type AccessKey, keyColumns, type StoredKey, toKey } from "./key.ts";
import { type PrincipalId, requirePrincipal } from "./principal.ts";

/**
 * Finds a key by its id, also one that has ended.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findKey(
  db: Executor<Database>,
  id: string,
  context: Context = systemContext,
): Promise<AccessKey | undefined> {
  requireCall(db, context);
  const row = await findKeyRow(db, requireUuid("id", id));
  return row && toKey(row, context.now());
}

/** Finds the row of a key, without its hash. */
export function findKeyRow(db: Executor<Database>, id: string): Promise<StoredKey | undefined> {
  return db.selectFrom("access_keys").select(keyColumns).where("id", "=", id).executeTakeFirst();
}

/** The keys to list: of a user, of a service, or all. */
export interface AccessKeyFilter extends PrincipalId, PageRequest {}

/**
 * Lists keys, newest first, with those that have ended.
 *
 * @throws {InvalidInputError} for an invalid id, limit, time or cursor, or both a user and a service.
 */
export async function listKeys(
  db: Executor<Database>,
  filter: AccessKeyFilter = {},
  context: Context = systemContext,
): Promise<Page<AccessKey>> {
  requireCall(db, context);
  const { userId, serviceId, ...request } = requireObject("filter", filter);
  let query = db.selectFrom("access_keys").select(keyColumns);
  if (userId !== undefined || serviceId !== undefined) {
    const { user_id, service_id } = requirePrincipal({ userId, serviceId });
    query = query.where(user_id === null ? "service_id" : "user_id", "=", user_id ?? service_id);
  }
  const page = await fetchPage(db, query, "created_at", request);
  const now = context.now();
  return { ...page, items: page.items.map((row) => toKey(row, now)) };
}
