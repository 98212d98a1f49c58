import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type Session, sessionColumns, toSession } from "./session.ts";

/**
 * Finds a session by its id, also one that has ended.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findSession(
  db: Executor<Database>,
  id: string,
  context: Context = systemContext,
): Promise<Session | undefined> {
  requireCall(db, context);
  const row = await db
    .selectFrom("sessions")
    .select(sessionColumns)
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  return row && toSession(row, context.now());
}

/** The sessions to list: of a user, or all. */
export interface SessionFilter extends PageRequest {
  readonly userId?: string | undefined;
}

/**
 * Lists sessions, newest first, with those that have ended.
 *
 * @throws {InvalidInputError} for an invalid id, limit, time or cursor.
 */
export async function listSessions(
  db: Executor<Database>,
  filter: SessionFilter = {},
  context: Context = systemContext,
): Promise<Page<Session>> {
  requireCall(db, context);
  const { userId, ...request } = requireObject("filter", filter);
  let query = db.selectFrom("sessions").select(sessionColumns);
  if (userId !== undefined) query = query.where("user_id", "=", requirePerson("userId", userId));
  const page = await fetchPage(db, query, "created_at", request);
  const now = context.now();
  return { ...page, items: page.items.map((row) => toSession(row, now)) };
}
