import type { AccessScope } from "@handsfree/schema";
import type { FastifyInstance } from "fastify";

/** Who may call a route: everybody, or callers who are known. */
type RouteAccess = "public" | KnownCallers;

/** Callers who are known by a key or a session. */
export interface KnownCallers {
  /** The caller needs one of these scopes. Without any, it is enough to be known. */
  readonly scopes: readonly AccessScope[];
  /** Whether only people may call it, by their own identity. Services are refused, with any scope. */
  readonly peopleOnly?: true;
  /**
   * Whether the caller needs a session, or a key with the scope `admin`. A key can have fewer scopes than its user, and
   * must not gain them by a new way to sign in.
   */
  readonly signedIn?: true;
  /**
   * Whether the route is about the records of one user. That is the caller, or a user for whom the caller may act and
   * whom `On-Behalf-Of` names.
   */
  readonly owned?: true;
  /** The scope that lets a caller name any user in `On-Behalf-Of`. Default `admin`. */
  readonly overseers?: AccessScope;
  /** Whether those callers may also name all users at once, by `*`. */
  readonly ofAll?: true;
  /** What a caller without the scopes is told. Default: the scopes that would suffice. */
  readonly refusal?: string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route. A route without it cannot be registered. */
    access?: RouteAccess;
  }
}

/** Requires that each route says who may call it. */
export function requireAccess(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.config?.access !== undefined) return;
    throw new TypeError(
      `${String(route.method)} ${route.url} does not say who may call it; set access in its config`,
    );
  });
}
