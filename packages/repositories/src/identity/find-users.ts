import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";
import { findIdByEmail, requireEmail } from "./email.ts";
import { toUser, type User } from "./user.ts";

/**
 * Finds a user by their id, also a disabled one.
 *
 * @throws {InvalidInputError} if the id is not a UUID, or is the nil or the max UUID.
 */
export async function findUser(db: Executor<Database>, userId: string): Promise<User | undefined> {
  requireCall(db);
  const row = await db
    .selectFrom("users")
    .selectAll()
    .where("id", "=", requirePerson("userId", userId))
    .executeTakeFirst();
  return row && toUser(row);
}

/**
 * Finds a user by their e-mail address, without regard to case. Of rows of older releases that differ only in case, the
 * earliest is found.
 *
 * @throws {InvalidInputError} for a text that is no e-mail address.
 */
export async function findUserByEmail(
  db: Executor<Database>,
  email: string,
): Promise<User | undefined> {
  requireCall(db);
  const id = await findIdByEmail(db, requireEmail("email", email));
  return id === undefined ? undefined : findUser(db, id);
}

/**
 * Lists users, newest first, with those who are disabled.
 *
 * @throws {InvalidInputError} for an invalid limit, time or cursor.
 */
export async function listUsers(
  db: Executor<Database>,
  request: PageRequest = {},
): Promise<Page<User>> {
  requireCall(db);
  const query = db.selectFrom("users").selectAll();
  const page = await fetchPage(db, query, "created_at", requireObject("request", request));
  return { ...page, items: page.items.map(toUser) };
}
