import { type Context, isReservedUuid, type Reader } from "@handsfree/repositories";
import type { Principal, User } from "@handsfree/repositories/identity";
import type { Session } from "@handsfree/repositories/sessions";
import type { AccessScope } from "@handsfree/schema";
import type { FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import type { KnownCallers } from "./route-access.ts";

/** The session of a person in a browser. */
interface SignedIn {
  readonly session: Session;
  readonly csrfToken: string;
}

/** A caller who is known, for one request. */
export interface Caller {
  readonly principal: Principal;
  /** The id of the user or the service. */
  readonly id: string;
  /** The id of the access key or the session. */
  readonly credentialId: string;
  /** All scopes that the caller has, with those that `admin` implies. */
  readonly scopes: readonly AccessScope[];
  /** The scopes that the key itself names. */
  readonly ownScopes: readonly AccessScope[];
  /** The users that the caller may act for besides themselves. */
  readonly actsFor: readonly string[];
  /** The caller's session; undefined for one with a key. */
  readonly signedIn?: SignedIn;
  /** Whether the credentials are still valid. */
  readonly isStillKnown: () => Promise<boolean>;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Undefined on routes that are public. */
    caller: Caller | undefined;
    /** The user whose records the request is about; undefined on routes that are about none. */
    owner: string | undefined;
    /** Whether the request is about the records of all users instead. */
    isAuditor: boolean;
  }
}

/** @throws {TypeError} on a public route. */
export function callerOf({ caller }: Pick<FastifyRequest, "caller">): Caller {
  if (caller === undefined) throw new TypeError("a public route has no caller");
  return caller;
}

/** The id of the user whose records the request is about. @throws {TypeError} on a route that is about none. */
export function ownerOf({ owner }: Pick<FastifyRequest, "owner">): string {
  if (owner === undefined) throw new TypeError("the route does not say that it is about a user");
  return owner;
}

/** Whose records the request reads: those of one user, or of all users. */
export function readerOf(request: Pick<FastifyRequest, "isAuditor" | "owner">): Reader {
  return request.isAuditor ? { auditor: true } : { userId: ownerOf(request) };
}

/** The person who calls. @throws {TypeError} for a service, on a route that does not refuse services. */
export function personOf(request: FastifyRequest): User {
  const { principal } = callerOf(request);
  if (principal.kind === "user") return principal.user;
  throw new TypeError("the route does not say that it is for people only");
}

/** The context of a request, so that the audit rows of its changes name the caller's key or session. */
export function contextOf(request: Pick<FastifyRequest, "caller">, context: Context): Context {
  return { ...context, credentialId: callerOf(request).credentialId };
}

const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The user whose records are meant: the one whom `On-Behalf-Of` names, or the caller, or the only user for whom the
 * caller's key acts.
 *
 * @throws {Problem} 400 when that is not clear, 403 when the caller may not act for that user.
 */
export function findOwner(
  { principal, id, scopes, actsFor }: Caller,
  named: string | string[] | undefined,
  overseers: AccessScope,
): string {
  if (named === undefined) {
    if (principal.kind === "user") return id;
    const [only, ...others] = actsFor;
    if (only !== undefined && others.length === 0) return only;
    throw new Problem(
      400,
      "invalid_input",
      "on-behalf-of is missing; a service says for which user it acts",
      { field: "on-behalf-of" },
    );
  }
  const owner = String(named).toLowerCase();
  if (!isUuid.test(owner) || isReservedUuid(owner)) {
    const detail =
      "on-behalf-of must be the UUID of a user; the nil and the max UUID belong to no person";
    throw new Problem(400, "invalid_input", detail, { field: "on-behalf-of" });
  }
  const isOwn = principal.kind === "user" && owner === id;
  if (isOwn || actsFor.includes(owner) || scopes.includes(overseers)) return owner;
  throw new Problem(403, "not_permitted", "the caller may not act for this user", {
    field: "on-behalf-of",
  });
}

/** @throws {Problem} 403 unless the caller may read the records of all users. */
export function requireOverseer({ scopes }: Caller, overseers: AccessScope): void {
  if (scopes.includes(overseers)) return;
  const detail = `the caller may not read the records of all users; that needs the scope ${overseers}`;
  throw new Problem(403, "not_permitted", detail, { field: "on-behalf-of" });
}

/**
 * Whether the caller may also read records of another kind, of the same users as the request is about.
 *
 * @param access who may call the route that reads them.
 */
export function mayAlsoRead(
  request: Pick<FastifyRequest, "caller" | "isAuditor" | "owner">,
  { scopes: needed, peopleOnly, owned, overseers = "admin", ofAll }: KnownCallers,
): boolean {
  const { principal, id, scopes, actsFor } = callerOf(request);
  if (peopleOnly === true && principal.kind === "service") return false;
  if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope))) return false;
  if (owned !== true) return true;
  if (request.isAuditor) return ofAll === true && scopes.includes(overseers);
  const owner = ownerOf(request);
  const isOwn = principal.kind === "user" && owner === id;
  return isOwn || actsFor.includes(owner) || scopes.includes(overseers);
}
