import { type Executor, fetchPage, lookUp, type Page, type PageRequest } from "@handsfree/query";
import type { Database, RepoSubscriptionRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { ownedRepository } from "../repo-policies/repository.ts";
import { requireObject } from "../validate.ts";
import { type RepoSubscription, requireSubscribable, toSubscription } from "./subscription.ts";

const columns = [
  "id",
  "user_id",
  "repo_full_name",
  "owned_repository",
  "kinds",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof RepoSubscriptionRow)[];

/** A user, and the `owner/name` or `owner/*` of their subscription, in any case. */
export interface RepoSubscriptionKey {
  readonly userId: string;
  readonly repository: string;
}

/** @throws {InvalidInputError} naming the field. */
export function requireKey(
  field: string,
  key: RepoSubscriptionKey,
  context: Context,
): RepoSubscriptionKey {
  const { userId, repository } = requireObject(field, key);
  return {
    userId: requirePerson("userId", userId),
    repository: requireSubscribable("repository", repository, context),
  };
}

/**
 * Finds a user's subscription of a repository, or of all repositories of an owner.
 *
 * @throws {InvalidInputError} for a user that is not a UUID, or a repository that is no `owner/name`.
 */
export async function findRepoSubscription(
  db: Executor<Database>,
  key: RepoSubscriptionKey,
  context: Context = systemContext,
): Promise<RepoSubscription | undefined> {
  requireCall(db, context);
  const { userId, repository } = requireKey("key", key, context);
  const row = await lookUp(db, "notice_subscriptions", columns, {
    column: "owned_repository",
    value: ownedRepository(userId, repository),
  });
  return row && toSubscription(row);
}

/** The user and the page of a list of subscriptions. */
export interface RepoSubscriptionFilter extends PageRequest {
  readonly userId: string;
}

/**
 * Lists a user's subscriptions, newest first.
 *
 * @throws {InvalidInputError} for an invalid user, limit, time or cursor.
 */
export async function listRepoSubscriptions(
  db: Executor<Database>,
  filter: RepoSubscriptionFilter,
): Promise<Page<RepoSubscription>> {
  requireCall(db);
  const { userId, ...request } = requireObject("filter", filter);
  const query = db
    .selectFrom("notice_subscriptions")
    .select(columns)
    .where("user_id", "=", requirePerson("userId", userId));
  const page = await fetchPage(db, query, "created_at", request);
  return { ...page, items: page.items.map(toSubscription) };
}
