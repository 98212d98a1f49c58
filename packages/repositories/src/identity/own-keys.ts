import { type Executor, InvalidInputError } from "@handsfree/query";
import { type AccessScope, accessScopeNames, type Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireList, requireObject, requireOneOf, requireUuid } from "../validate.ts";
import { type CreatedKey, createKey, type NewAccessKey } from "./create-key.ts";
import { findKey } from "./find-keys.ts";
import { type RevokedKey, revokeKey } from "./revoke-key.ts";

/** A key that a person makes for themselves. */
export interface NewOwnKey extends Pick<NewAccessKey, "expiresAt" | "name" | "scopes"> {
  /** UUID of the person. */
  readonly userId: string;
}

/** The credentials by which the person is known while they make a key. */
export interface OwnCredentials {
  /** The scopes that they have now. */
  readonly granted: readonly AccessScope[];
  /** The id of the access key or the session. */
  readonly credentialId: string;
}

/** The outcome: as of `createKey`, or `not_granted` for a scope that the person's credentials do not have. */
export type CreatedOwnKey = CreatedKey | { readonly outcome: "not_granted" };

/**
 * Makes a key for the person who asks. It has no scope that their own credentials do not have, and it ends no later than
 * the key by which they are known: without an `expiresAt`, at the same time. So a key that was lost makes none that is
 * worth more.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createOwnKey(
  db: Executor<Database>,
  input: NewOwnKey,
  credentials: OwnCredentials,
  context: Context = systemContext,
): Promise<CreatedOwnKey> {
  requireCall(db, context);
  const { userId, name, scopes, expiresAt } = requireObject("input", input);
  const { granted, credentialId } = requireObject("credentials", credentials);
  for (const scope of requireList("granted", granted)) {
    requireOneOf("granted", scope, accessScopeNames);
  }
  const wanted = requireList("scopes", scopes).map((scope) =>
    requireOneOf("scopes", scope, accessScopeNames),
  );
  const own = await findKey(db, requireUuid("credentialId", credentialId), context);
  const end = own?.expiresAt ?? null;
  if (end !== null && expiresAt instanceof Date && expiresAt > end) {
    throw new InvalidInputError(
      "expiresAt",
      "is later than the end of the caller's key; give an earlier time, or ask an admin",
    );
  }
  const by = requirePerson("userId", userId);
  if (wanted.some((scope) => !granted.includes(scope))) return { outcome: "not_granted" };
  const key = { userId: by, name, scopes, expiresAt: expiresAt ?? end, by };
  return createKey(db, key, context);
}

/**
 * Ends a key of the person who asks, also the one by which they are known.
 *
 * @returns `not_found` also for the key of another user.
 * @throws {InvalidInputError} naming the field.
 */
export async function revokeOwnKey(
  db: Executor<Database>,
  input: { readonly userId: string; readonly id: string },
  context: Context = systemContext,
): Promise<RevokedKey> {
  requireCall(db, context);
  const { userId, id } = requireObject("input", input);
  const by = requirePerson("userId", userId);
  const key = await findKey(db, requireUuid("id", id), context);
  return key?.userId === by ? revokeKey(db, { id, by }, context) : { outcome: "not_found" };
}
