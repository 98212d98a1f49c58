import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { requireUuids } from "../validate.ts";
import type { PrincipalKind } from "./key-text.ts";

/** What a person or a service is called. */
export interface PrincipalName {
  readonly kind: PrincipalKind;
  /** A person's display name, or a service's name; null for a person without one. Never an address. */
  readonly name: string | null;
}

/**
 * Finds the names of people and services, by two statements for any number of them. It does not compare who asks: its
 * caller shows the names that a record has to those who may read that record.
 *
 * @returns the names by id. One who was erased, or was never known, is missing.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findNames(
  db: Executor<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PrincipalName>> {
  requireCall(db);
  const wanted = requireUuids("ids", ids);
  if (wanted.length === 0) return new Map();
  const [users, services] = await Promise.all([
    db
      .selectFrom("users")
      .select(["id", "display_name"])
      .where(isOneOf("id", "uuid", wanted))
      .execute(),
    db
      .selectFrom("services")
      .select(["id", "name"])
      .where(isOneOf("id", "uuid", wanted))
      .execute(),
  ]);
  return new Map<string, PrincipalName>([
    ...services.map(({ id, name }) => [id, { kind: "service", name }] as const),
    ...users.map(({ id, display_name: name }) => [id, { kind: "user", name }] as const),
  ]);
}
