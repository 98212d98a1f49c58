import { type Executor, fetchPage, lookUp, type Page, type PageRequest } from "@handsfree/query";
import type { Database, RepoPolicyRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";
import { type RepoPolicy, toRepoPolicy } from "./policy.ts";
import { ownedRepository, requireRepository } from "./repository.ts";

const columns = [
  "id",
  "user_id",
  "repo_full_name",
  "owned_repository",
  "allow_merge",
  "allow_rerun",
  "allow_request_review",
  "allow_comment",
  "require_confirmation",
  "require_checks_green",
  "required_approvals",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof RepoPolicyRow)[];

/** A user and the `owner/name` of a repository, in any case. */
export interface RepoPolicyKey {
  readonly userId: string;
  readonly repository: string;
}

/**
 * Finds a user's policy of a repository.
 *
 * @throws {InvalidInputError} for a user that is not a UUID, or a repository that is no `owner/name`.
 */
export async function findRepoPolicy(
  db: Executor<Database>,
  key: RepoPolicyKey,
  context: Context = systemContext,
): Promise<RepoPolicy | undefined> {
  requireCall(db, context);
  const row = await findRow(db, requireKey("key", key, context));
  return row && toRepoPolicy(row);
}

/** @throws {InvalidInputError} naming the field. */
export function requireKey(field: string, key: RepoPolicyKey, context: Context): RepoPolicyKey {
  const { userId, repository } = requireObject(field, key);
  return {
    userId: requirePerson("userId", userId),
    repository: requireRepository("repository", repository, context),
  };
}

/** Finds the row that owns the name. */
export function findRow(
  db: Executor<Database>,
  { userId, repository }: RepoPolicyKey,
): Promise<RepoPolicyRow | undefined> {
  const value = ownedRepository(userId, repository);
  return lookUp(db, "repo_policies", columns, { column: "owned_repository", value });
}

/** The user and the page of a list of policies. */
export interface RepoPolicyFilter extends PageRequest {
  readonly userId: string;
}

/**
 * Lists a user's policies of repositories, newest first. An adopted database can have several of one repository, in
 * several cases of its name. The strictest of them holds, until one is set.
 *
 * @throws {InvalidInputError} for an invalid user, limit, time or cursor.
 */
export async function listRepoPolicies(
  db: Executor<Database>,
  filter: RepoPolicyFilter,
): Promise<Page<RepoPolicy>> {
  requireCall(db);
  const { userId, ...request } = requireObject("filter", filter);
  const query = db
    .selectFrom("repo_policies")
    .select(columns)
    .where("user_id", "=", requirePerson("userId", userId));
  const page = await fetchPage(db, query, "created_at", request);
  return { ...page, items: page.items.map(toRepoPolicy) };
}
