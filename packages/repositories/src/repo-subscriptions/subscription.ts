import { InvalidInputError } from "@handsfree/query";
import type { NoticeKind, RepoSubscriptionRow } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { isRepository } from "../policies/repository-pattern.ts";
import { requireName } from "../redaction/keep-text.ts";

/** A repository, or all repositories of an owner, of which a user wants notices that concern other people too. */
export interface RepoSubscription {
  readonly id: string;
  readonly userId: string;
  /** The `owner/name`, or `owner/*`, as it was given last. It is compared without case, as GitHub does. */
  readonly repository: string;
  /** The kinds of notices that are wanted; null for all. */
  readonly kinds: readonly NoticeKind[] | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function toSubscription(row: RepoSubscriptionRow): RepoSubscription {
  return {
    id: row.id,
    userId: row.user_id,
    repository: row.repo_full_name,
    kinds: row.kinds === null ? null : (JSON.parse(row.kinds) as NoticeKind[]),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** @throws {InvalidInputError} unless it is an `owner/name`, or `owner/*`, of at most 200 characters. */
export function requireSubscribable(field: string, name: string, context: Context): string {
  const text = requireName(field, name, context);
  if (isRepository(text.replace(/\/\*$/, "/any"))) return text;
  throw new InvalidInputError(
    field,
    "is no owner/name; give one like acme/website, or acme/* for all repositories of an owner",
  );
}

/** The texts, in lower case, by which a subscription can name a repository. */
export function namesOf(repository: string): readonly [string, string] {
  const name = repository.toLowerCase();
  return [name, `${name.slice(0, name.indexOf("/"))}/*`];
}
