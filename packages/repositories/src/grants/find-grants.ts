import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { ifGiven, requireObject, requireUuid } from "../validate.ts";
import { type StandingGrant, toGrant } from "./grant.ts";

/**
 * Finds a grant by its id, also one that has ended.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findGrant(
  db: Executor<Database>,
  id: string,
  context: Context = systemContext,
): Promise<StandingGrant | undefined> {
  requireCall(db, context);
  const row = await db
    .selectFrom("standing_grants")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  return row && toGrant(row, context.now());
}

/** The grants to list: of a person, or of all. */
export interface GrantFilter extends PageRequest {
  /** UUID of the person who approves. Default: all. */
  readonly userId?: string | undefined;
}

/**
 * Lists grants, newest first, with those that have ended.
 *
 * @throws {InvalidInputError} for an invalid id, limit, time or cursor.
 */
export async function listGrants(
  db: Executor<Database>,
  filter: GrantFilter = {},
  context: Context = systemContext,
): Promise<Page<StandingGrant>> {
  requireCall(db, context);
  const { userId, ...request } = requireObject("filter", filter);
  const person = ifGiven("userId", userId, requirePerson);
  let query = db.selectFrom("standing_grants").selectAll();
  if (person !== undefined) query = query.where("user_id", "=", person);
  const page = await fetchPage(db, query, "created_at", request);
  const now = context.now();
  return { ...page, items: page.items.map((row) => toGrant(row, now)) };
}
