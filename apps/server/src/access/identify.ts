import type { Context } from "@handsfree/repositories";
import { type Authentication, authenticate, parseKey } from "@handsfree/repositories/identity";
import { authenticateSession, type SessionAuthentication } from "@handsfree/repositories/sessions";
import type { Database } from "@handsfree/schema";
import type { FastifyRequest } from "fastify";
import type { Kysely } from "kysely";
import { sessionTextOf } from "../sign-in/cookies.ts";
import type { SignInSettings } from "../sign-in/settings.ts";
import type { Caller } from "./caller.ts";

/** Why a caller is not known. */
export interface Unknown {
  /** For the log. Only the checksum of a key, which tells nothing about other keys, is told to the caller. */
  readonly reason:
    | "no_credentials"
    | "other_scheme"
    | "truncated"
    | Exclude<Authentication["outcome"] | SessionAuthentication["outcome"], "authenticated">;
  /** The id of the key, for one that has ended. */
  readonly keyId?: string;
  /** The id of the session, for one that was not accepted. */
  readonly sessionId?: string;
}

/** The database and the clock by which callers are known. */
export interface Known {
  readonly db: Kysely<Database>;
  readonly context: Context;
  readonly signIn: SignInSettings;
}

/**
 * Finds out who sends a request, by its `Authorization` header (RFC 6750), or else by the cookie of a session. A key
 * comes first: no browser adds it by itself.
 */
export async function identify(request: FastifyRequest, known: Known): Promise<Caller | Unknown> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return identifyByKey(authorization, known);
  const session = sessionTextOf(request, known.signIn);
  if (session === undefined) return { reason: "no_credentials" };
  return identifyBySession(request, session, known);
}

async function identifyByKey(
  authorization: string,
  { db, context }: Known,
): Promise<Caller | Unknown> {
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

/** The header in which a page sends the token of its session. */
export const csrfHeader = "x-csrf-token";

const changesNothing = new Set(["GET", "HEAD"]);

async function identifyBySession(
  { method, headers }: FastifyRequest,
  text: string,
  { db, context }: Known,
): Promise<Caller | Unknown> {
  const isChange = !changesNothing.has(method);
  const csrfToken = [headers[csrfHeader]].flat()[0];
  const found = await authenticateSession(db, { text, isChange, csrfToken }, context);
  if (found.outcome !== "authenticated") {
    const { outcome: reason } = found;
    return "sessionId" in found ? { reason, sessionId: found.sessionId } : { reason };
  }
  const { principal, session, scopes, ownScopes, actsFor } = found;
  return {
    principal,
    id: principal.user.id,
    credentialId: session.id,
    scopes,
    ownScopes,
    actsFor,
    signedIn: { session, csrfToken: found.csrfToken },
    isStillKnown: async () => {
      const now = await authenticateSession(db, { text, isChange: false }, context);
      return now.outcome === "authenticated";
    },
  };
}
