import { engineOf, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { requirePerson } from "../person.ts";
import { requireUuid } from "../validate.ts";
import { holdUser } from "./admins.ts";
import { identityLimits } from "./limits.ts";
import { type Service, toService } from "./service.ts";
import type { ScopeHolder } from "./scopes.ts";
import { toUser, type User } from "./user.ts";

/** Who a caller is: a person, or a program. */
export type Principal =
  | { readonly kind: "user"; readonly user: User }
  | { readonly kind: "service"; readonly service: Service };

/** The user or the service whose keys are meant. Exactly one of the two is given. */
export interface PrincipalId {
  readonly userId?: string | undefined;
  readonly serviceId?: string | undefined;
}

/** The same in the columns of a key. */
export interface PrincipalColumns {
  readonly user_id: string | null;
  readonly service_id: string | null;
}

/** @throws {InvalidInputError} unless exactly one of the ids is given, and is a UUID that one can have. */
export function requirePrincipal({ userId, serviceId }: PrincipalId): PrincipalColumns {
  if (userId !== undefined && serviceId !== undefined) {
    throw new InvalidInputError("serviceId", "is given beside a user; give one of the two");
  }
  if (userId !== undefined) return { user_id: requirePerson("userId", userId), service_id: null };
  if (serviceId === undefined) {
    throw new InvalidInputError(
      "userId",
      "is missing; give the user, or the service, whose key it is",
    );
  }
  return { user_id: null, service_id: requireUuid("serviceId", serviceId) };
}

/**
 * Reads a principal to give them a key. On PostgreSQL the row is locked, so that the number of their keys cannot change
 * between count and insert; on DuckDB there is one writer.
 */
export async function holdPrincipal(
  transaction: Transaction<Database>,
  { user_id, service_id }: PrincipalColumns,
): Promise<Principal | undefined> {
  if (user_id !== null) {
    const row = await holdUser(transaction, user_id);
    return row && { kind: "user", user: toUser(row) };
  }
  const row = await transaction
    .selectFrom("services")
    .selectAll()
    .where("id", "=", service_id)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
  return row && { kind: "service", service: toService(row) };
}

/** Whether a principal may have no more keys. Keys that have ended are not counted. */
export async function hasMostKeys(
  transaction: Transaction<Database>,
  { user_id, service_id }: PrincipalColumns,
  now: Date,
): Promise<boolean> {
  const { keys } = await transaction
    .selectFrom("access_keys")
    .select((row) => row.fn.countAll<number>().as("keys"))
    .where(user_id === null ? "service_id" : "user_id", "=", user_id ?? service_id)
    .where(sql<boolean>`revoked_at is null and (expires_at is null or expires_at > ${now})`)
    .executeTakeFirstOrThrow();
  return keys >= identityLimits.keysOfPrincipal;
}

/** Whether a principal cannot use HandsFree now. */
export function isDisabled(principal: Principal): boolean {
  const { disabledAt } = principal.kind === "user" ? principal.user : principal.service;
  return disabledAt !== null;
}

/** The principal as far as it limits the scopes of its keys. */
export function scopeHolder(principal: Principal): ScopeHolder {
  return principal.kind === "service"
    ? { isService: true, isAdmin: false }
    : { isService: false, isAdmin: principal.user.role === "admin" };
}
