import { type Executor, InvalidInputError, inTransaction, insertRow } from "@handsfree/query";
import type { AccessScope, Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { keepGiven } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { requireList, requireObject, requireTime } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { recordKeyChange } from "./change-log.ts";
import { type AccessKey, toKey } from "./key.ts";
import { identityLimits } from "./limits.ts";
import { type KeyGrant, newKey } from "./new-key.ts";
import {
  hasMostKeys,
  holdPrincipal,
  isDisabled,
  type PrincipalId,
  requirePrincipal,
  scopeHolder,
} from "./principal.ts";
import { requireScopes } from "./scopes.ts";

/** A key to make, of a user or of a service. */
export interface NewAccessKey extends PrincipalId, Actor {
  /** Up to 1000 characters, by which people tell keys apart. Secrets are redacted. */
  readonly name: string;
  /** At least one. A service cannot have `actions:decide`. */
  readonly scopes: readonly AccessScope[];
  /** The ids of up to 100 users that the service may act for. Default: none. A user acts for themselves alone. */
  readonly actsFor?: readonly string[] | null | undefined;
  /** The first instant at which the key is not valid, later than now. Default: it does not expire. */
  readonly expiresAt?: Date | null | undefined;
}

/**
 * The outcome of `createKey`:
 *
 * - `created`: `text` is the key. It is returned here, and stored nowhere.
 * - `principal_not_found`, `principal_disabled`: there is no such user or service, or they cannot use HandsFree.
 * - `not_an_admin`: the scope `admin` is for users with the role `admin`, and for services.
 * - `too_many_keys`: the user or the service has 1000 keys that have not ended.
 */
export type CreatedKey =
  | { readonly outcome: "created"; readonly key: AccessKey; readonly text: string }
  | {
      readonly outcome:
        | "principal_not_found"
        | "principal_disabled"
        | "not_an_admin"
        | "too_many_keys";
    };

/**
 * Makes a key, and records that in the same transaction. The record names the key by its id.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createKey(
  db: Executor<Database>,
  input: NewAccessKey,
  context: Context = systemContext,
): Promise<CreatedKey> {
  requireCall(db, context);
  const stopped = atOneInstant(context);
  const grant = requireGrant(requireObject("input", input), stopped);
  const by = optionalActor(input);
  return retried(db, () =>
    inTransaction(db, (transaction) => createOne(transaction, grant, by, stopped)),
  );
}

function requireGrant(input: NewAccessKey, context: Context): KeyGrant {
  const principal = requirePrincipal(input);
  const isService = principal.service_id !== null;
  return {
    ...principal,
    name: keepGiven("name", input.name, context),
    scopes: requireScopes(input.scopes, { isService }),
    actsFor: requireActsFor(input.actsFor ?? [], { isService }),
    expiresAt: requireExpiry(input.expiresAt ?? null, context.now()),
  };
}

function requireActsFor(
  actsFor: readonly string[],
  { isService }: { readonly isService: boolean },
): string[] {
  const ids = [...new Set(requireList("actsFor", actsFor))].map((id) =>
    requirePerson("actsFor", id),
  );
  if (ids.length > identityLimits.actsFor) {
    throw new InvalidInputError(
      "actsFor",
      `has ${ids.length} users; give at most ${identityLimits.actsFor}`,
    );
  }
  if (ids.length > 0 && !isService) {
    throw new InvalidInputError(
      "actsFor",
      "is given for the key of a user, who acts for themselves alone; leave it out",
    );
  }
  return [...new Set(ids)];
}

function requireExpiry(expiresAt: Date | null, now: Date): Date | null {
  if (expiresAt === null || requireTime("expiresAt", expiresAt) > now) return expiresAt;
  throw new InvalidInputError("expiresAt", "is not in the future; give a later time");
}

async function createOne(
  transaction: Transaction<Database>,
  grant: KeyGrant,
  by: string | null,
  context: Context,
): Promise<CreatedKey> {
  const principal = await holdPrincipal(transaction, grant);
  if (principal === undefined) return { outcome: "principal_not_found" };
  if (isDisabled(principal)) return { outcome: "principal_disabled" };
  const { isService, isAdmin } = scopeHolder(principal);
  if (grant.scopes.includes("admin") && !isService && !isAdmin) return { outcome: "not_an_admin" };
  if (await hasMostKeys(transaction, grant, context.now())) return { outcome: "too_many_keys" };
  const { row, text } = newKey(grant, by, context);
  await insertRow(transaction, "access_keys", row);
  const key = toKey(row, context.now());
  const details = { scopes: key.scopes, acts_for: key.actsFor, expires_at: key.expiresAt };
  const record = recordKeyChange(transaction, key, { event: "created", by, details }, context);
  await transaction.executeQuery(record.compile());
  return { outcome: "created", key, text };
}
