import type { Context } from "@handsfree/repositories";
import { type Authentication, authenticate, parseKey } from "@handsfree/repositories/identity";
import type { Database } from "@handsfree/schema";
import type { FastifyRequest } from "fastify";
import type { Kysely } from "kysely";
import type { Caller } from "./caller.ts";

/** Why a caller is not known. */
export interface Unknown {
  /** For the log. Only the checksum of a key, which tells nothing about other keys, is told to the caller. */
  readonly reason:
    | "no_credentials"
    | "other_scheme"
    | "truncated"
    | Exclude<Authentication["outcome"], "authenticated">;
  /** The id of the key, for one that has ended. */
  readonly keyId?: string;
}

/** The database and the clock by which callers are known. */
export interface Known {
  readonly db: Kysely<Database>;
  readonly context: Context;
}

/** Finds out who sends a request, by its `Authorization` header (RFC 6750). */
export async function identify(
  { headers }: Pick<FastifyRequest, "headers">,
  { db, context }: Known,
): Promise<Caller | Unknown> {
  const { authorization } = headers;
  if (authorization === undefined) return { reason: "no_credentials" };
  const key = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (key === undefined) return { reason: "other_scheme" };
  const found = await authenticate(db, key, context);
  if (found.outcome !== "authenticated") {
    if ("keyId" in found) return { reason: found.outcome, keyId: found.keyId };
    const isTruncated = parseKey(key).form === "truncated";
    return { reason: isTruncated ? "truncated" : found.outcome };
  }
  const { principal, key: stored, scopes, actsFor } = found;
  return {
    principal,
    id: principal.kind === "user" ? principal.user.id : principal.service.id,
    credentialId: stored.id,
    scopes,
    ownScopes: stored.scopes,
    actsFor,
    isStillKnown: async () => (await authenticate(db, key, context)).outcome === "authenticated",
  };
}
