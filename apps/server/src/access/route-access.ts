import type { AccessScope } from "@handsfree/schema";
import type { FastifyInstance, RouteOptions } from "fastify";
import { problemResponses } from "../http/problem.ts";

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
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call the route. A route without it cannot be registered. */
    access?: RouteAccess;
  }
}

/** The name of the security scheme in the API description. */
export const keyScheme = "key";
/** The same for the cookie of a session. */
export const sessionScheme = "session";

/** Requires that each route says who may call it, and puts that into the API description. */
export function requireAccess(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const access = route.config?.access;
    if (access === undefined) {
      throw new TypeError(
        `${String(route.method)} ${route.url} does not say who may call it; set access in its config`,
      );
    }
    if (access !== "public") describe(route, access);
  });
}

function describe(route: RouteOptions, access: KnownCallers): void {
  const { schema = {} } = route;
  route.schema = {
    ...schema,
    security: [{ [keyScheme]: [] }, { [sessionScheme]: [] }],
    description: [schema.description, needs(access)].filter(Boolean).join(" "),
    response: { ...problemResponses(401, 403, 429), ...(schema.response as object | undefined) },
  };
}

function needs({ scopes, peopleOnly, signedIn }: KnownCallers): string {
  const who = peopleOnly ? "A person" : "A caller";
  if (signedIn) return `${who} needs a session, or a key with the scope \`admin\`.`;
  return scopes.length === 0
    ? `${who} who is known may call it.`
    : `${who} needs the scope ${scopes.map((scope) => `\`${scope}\``).join(" or ")}.`;
}
