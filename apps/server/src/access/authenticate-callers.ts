import { KeyUse } from "@handsfree/repositories/identity";
import type { AccessScope } from "@handsfree/schema";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import { addressOf } from "./address.ts";
import { type Caller, findOwner, requireOverseer } from "./caller.ts";
import { digestOfCredentials, FailedAttempts } from "./failed-attempts.ts";
import { csrfHeader, identify, type Known, type Unknown } from "./identify.ts";
import type { KnownCallers } from "./route-access.ts";
import { CredentialWatch } from "./watch-credentials.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Ends what stays open when its caller is no longer known. */
    credentials: CredentialWatch;
    /** The failed attempts of each address, also to sign in. */
    failedAttempts: FailedAttempts;
  }
}

/** The dependencies and settings by which callers are found out. */
export interface AuthenticationOptions extends Known {
  /** Whether a proxy that terminates TLS is in front, and names the address of the caller. */
  readonly behindProxy?: boolean | undefined;
}

/** Finds out who sends each request, before its body is read, and refuses callers who may not call the route. */
export function authenticateCallers(app: FastifyInstance, options: AuthenticationOptions): void {
  const attempts = new FailedAttempts();
  app.decorate("failedAttempts", attempts);
  const uses = new KeyUse(options.db, options.context);
  app.decorate("credentials", new CredentialWatch(app));
  app.decorateRequest("caller", undefined);
  app.decorateRequest("owner", undefined);
  app.decorateRequest("isAuditor", false);
  app.addHook("onRequest", async (request, reply) => {
    const { access } = request.routeOptions.config;
    // A route that does not exist has no access either.
    if (access === undefined || access === "public") return;
    const caller = await admit(request, reply, { ...options, attempts });
    if (caller.signedIn === undefined) uses.note(caller.credentialId);
    else uses.noteSession(caller.credentialId);
    requireScope(request, reply, caller, access);
    request.caller = caller;
    if (!access.owned) return;
    const named = request.headers["on-behalf-of"];
    const overseers = access.overseers ?? "admin";
    request.isAuditor = access.ofAll === true && named === "*";
    if (request.isAuditor) requireOverseer(caller, overseers);
    else request.owner = findOwner(caller, named, overseers);
    const { owner } = request;
    if (owner !== undefined && (owner === caller.id || caller.actsFor.includes(owner))) return;
    const { credentialId, id: callerId } = caller;
    const whose = request.isAuditor ? "all users" : "another user";
    request.log.info({ callerId, credentialId }, `the scope ${overseers} was used for ${whose}`);
  });
  app.addHook("onClose", async () => {
    await uses
      .close()
      .catch((error: unknown) =>
        app.log.error({ err: error }, "the last uses of keys could not be written"),
      );
  });
}

interface Admission extends AuthenticationOptions {
  readonly attempts: FailedAttempts;
}

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { attempts, behindProxy = false, ...known }: Admission,
): Promise<Caller> {
  const address = addressOf(request, behindProxy);
  const credentials = digestOfCredentials(request);
  refuseTooMany(reply, attempts.waitOf(address, credentials));
  const found = await identify(request, known);
  if ("credentialId" in found) {
    attempts.succeeded(credentials);
    return found;
  }
  // Without credentials nothing was tried.
  if (found.reason !== "no_credentials") {
    // A session without its token is that of a person, whom another page must not lock out.
    if (!isCsrf(found.reason)) attempts.failed(address, credentials);
    request.log.warn({ ...found, remoteAddress: address }, "credentials were refused");
  }
  throw refuse(reply, found);
}

/** @throws {Problem} 429 if an address has to wait. @param wait in seconds. */
export function refuseTooMany(reply: FastifyReply, wait: number): void {
  if (wait === 0) return;
  void reply.header("retry-after", String(wait));
  const detail = "too many attempts of this address failed; try again later";
  throw new Problem(429, "too_many_attempts", detail);
}

function isCsrf(reason: Unknown["reason"]): reason is "csrf_token_missing" | "csrf_token_wrong" {
  return reason === "csrf_token_missing" || reason === "csrf_token_wrong";
}

/** Tells a caller whether the text can be a key, and no more. */
function refuse(reply: FastifyReply, found: Unknown): Problem {
  const { reason } = found;
  if (isCsrf(reason)) {
    return new Problem(403, reason, details[reason], { field: csrfHeader });
  }
  const hasTried = reason !== "no_credentials";
  void reply.header(
    "www-authenticate",
    `Bearer realm="handsfree"${hasTried ? ', error="invalid_token"' : ""}`,
  );
  return new Problem(401, hasTried ? "invalid_credentials" : "unauthenticated", details[reason]);
}

const ended =
  "the key or the session is not valid; sign in again, ask an admin for a key, or make one with handsfree keys create";
const csrf = `a change by a session needs the header ${csrfHeader}; GET /v1/me has the token`;
const details: Readonly<Record<Unknown["reason"], string>> = {
  no_credentials: "the route needs a caller; send Authorization: Bearer and a key",
  other_scheme: "the Authorization header must be Bearer, a space, and a key",
  truncated: "the key is not complete; copy the whole of it",
  malformed: "the text is not a key; a key begins with hf_user_ or hf_service_",
  mistyped: "the key has a wrong character; copy it again",
  unknown: ended,
  expired: ended,
  revoked: ended,
  ended,
  csrf_token_missing: csrf,
  csrf_token_wrong: csrf,
  principal_disabled: ended,
};

/** @throws {Problem} 403 for a caller who may not call the route. */
function requireScope(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  { scopes, peopleOnly, signedIn, refusal }: KnownCallers,
): void {
  const { id, credentialId, principal } = caller;
  const log = { callerId: id, credentialId };
  if (peopleOnly && principal.kind === "service") {
    request.log.warn(log, "a service was refused on a route for people");
    throw new Problem(403, "people_only", "only a person may call this route, as themselves");
  }
  if (signedIn && caller.signedIn === undefined && !caller.scopes.includes("admin")) {
    request.log.warn(log, "a key was refused on a route for sessions");
    throw new Problem(403, "session_required", "sign in, or use a key with the scope admin");
  }
  const suffices = (scope: AccessScope): boolean =>
    scope !== "admin" && caller.ownScopes.includes(scope);
  if (scopes.length === 0 || scopes.some(suffices)) return;
  if (scopes.some((scope) => caller.scopes.includes(scope))) {
    request.log.info(log, "the scope admin was used");
    return;
  }
  request.log.warn({ ...log, scopes }, "the scopes of a caller did not suffice");
  const needed = scopes.join(" ");
  void reply.header(
    "www-authenticate",
    `Bearer realm="handsfree", error="insufficient_scope", scope="${needed}"`,
  );
  const detail = refusal ?? `the key has none of the scopes ${scopes.join(", ")}; use one that has`;
  throw new Problem(403, "insufficient_scope", detail, { scopes });
}
