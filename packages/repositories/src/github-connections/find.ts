import { type Executor, fetchPage, lookUp, type Page, type PageRequest } from "@handsfree/query";
import type { Database, GithubConnectionRow } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type GithubConnection, toConnection } from "./connection.ts";

const columns = [
  "id",
  "user_id",
  "installation_id",
  "token_ref",
  "scopes",
  "login",
  "created_at",
  "updated_at",
] as const;

/** The owner and the id of a connection. */
export interface GithubConnectionKey {
  readonly userId: string;
  readonly id: string;
}

/**
 * Finds a user's connection by its id.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findGithubConnection(
  db: Executor<Database>,
  key: GithubConnectionKey,
): Promise<GithubConnection | undefined> {
  requireCall(db);
  const row = await findRow(db, requireKey("key", key));
  return row && toConnection(row);
}

/** @throws {InvalidInputError} for an id that is not a UUID. */
export function requireKey(field: string, key: GithubConnectionKey): GithubConnectionKey {
  const { userId, id } = requireObject(field, key);
  return { userId: requirePerson("userId", userId), id: requireUuid("id", id) };
}

export async function findRow(
  db: Executor<Database>,
  { userId, id }: GithubConnectionKey,
): Promise<GithubConnectionRow | undefined> {
  const row = await lookUp(db, "github_connections", columns, { column: "id", value: id });
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  return row?.user_id === userId ? row : undefined;
}

/** The owner and the page of a list of connections. */
export interface GithubConnectionFilter extends PageRequest {
  readonly userId: string;
}

/**
 * Lists a user's connections, newest first.
 *
 * @throws {InvalidInputError} for an invalid user, limit, time or cursor.
 */
export async function listGithubConnections(
  db: Executor<Database>,
  filter: GithubConnectionFilter,
): Promise<Page<GithubConnection>> {
  requireCall(db);
  const { userId, ...request } = requireObject("filter", filter);
  const query = db
    .selectFrom("github_connections")
    .select(columns)
    .where("user_id", "=", requirePerson("userId", userId));
  const page = await fetchPage(db, query, "created_at", request);
  return { ...page, items: page.items.map(toConnection) };
}
