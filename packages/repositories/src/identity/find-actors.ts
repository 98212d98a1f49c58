import type { Executor } from "@handsfree/query";
import type { Database, SignInMethod } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { requireUuids } from "../validate.ts";
import { findNames, type PrincipalName } from "./find-names.ts";

/** The key or the session by which a caller was known. */
export interface ActorCredential {
  readonly kind: "key" | "session";
  readonly id: string;
  /** The name of a key; null for a session. */
  readonly name: string | null;
  /** How the person of a session signed in; null for a key. */
  readonly signedInBy: SignInMethod | null;
  /** What the browser of a session said that it is; null for a key, or if it said nothing. */
  readonly userAgent: string | null;
}

/** The person or the service whose credential it is. */
export interface NamedActor extends PrincipalName {
  readonly id: string;
  readonly credential: ActorCredential;
}

/**
 * Finds out whose keys and sessions these are, by four statements for any number of them. It does not compare who asks.
 *
 * @returns the actors by the ids of their keys and sessions. One whose credential is gone, or who was erased, is missing.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findActors(
  db: Executor<Database>,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, NamedActor>> {
  requireCall(db);
  const ids = requireUuids("credentialIds", credentialIds);
  if (ids.length === 0) return new Map();
  const owned = [...(await findKeys(db, ids)), ...(await findSessions(db, ids))];
  const names = await findNames(
    db,
    owned.map(({ ownerId }) => ownerId),
  );
  return new Map(
    owned.flatMap(({ ownerId, credential }) => {
      const name = names.get(ownerId);
      return name === undefined
        ? []
        : [[credential.id, { id: ownerId, ...name, credential }] as const];
    }),
  );
}

interface Owned {
  readonly ownerId: string;
  readonly credential: ActorCredential;
}

async function findKeys(db: Executor<Database>, ids: readonly string[]): Promise<Owned[]> {
  const rows = await db
    .selectFrom("access_keys")
    .select(["id", "name", "user_id", "service_id"])
    .where(isOneOf("id", "uuid", ids))
    .execute();
  return rows.flatMap(({ id, name, user_id: user, service_id: service }) => {
    const ownerId = user ?? service;
    const credential = { kind: "key", id, name, signedInBy: null, userAgent: null } as const;
    return ownerId === null ? [] : { ownerId, credential };
  });
}

async function findSessions(db: Executor<Database>, ids: readonly string[]): Promise<Owned[]> {
  const rows = await db
    .selectFrom("sessions")
    .select(["id", "user_id", "signed_in_by", "user_agent"])
    .where(isOneOf("id", "uuid", ids))
    .execute();
  return rows.map(({ id, user_id: ownerId, signed_in_by: signedInBy, user_agent: userAgent }) => ({
    ownerId,
    credential: { kind: "session", id, name: null, signedInBy, userAgent },
  }));
}
