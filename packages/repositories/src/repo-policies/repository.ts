import { InvalidInputError } from "@handsfree/query";
import { type RawBuilder, sql } from "kysely";
import type { Context } from "../context.ts";
import { isRepository } from "../policies/repository-pattern.ts";
import { requireName } from "../redaction/keep-text.ts";

/** @throws {InvalidInputError} unless it is an `owner/name` of at most 200 characters. */
export function requireRepository(field: string, name: string, context: Context): string {
  const text = requireName(field, name, context);
  if (isRepository(text)) return text;
  throw new InvalidInputError(field, "is no owner/name; give one like acme/website");
}

/** The unique key of a user's policy. Migration 017 computes it in SQL. */
export function ownedRepository(userId: string, repository: string): string {
  return `${userId}/${repository.toLowerCase()}`;
}

/**
 * The condition that a row is the user's and about the repository. An adopted database can have several, in several
 * cases of the name.
 */
export function isAbout(userId: string, repository: string): RawBuilder<boolean> {
  return sql<boolean>`(user_id = ${userId} and lower(repo_full_name) = ${repository.toLowerCase()})`;
}
