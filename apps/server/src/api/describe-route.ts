import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { RouteOptions } from "fastify";
import type { KnownCallers } from "../access/route-access.ts";
import { problemResponses } from "../http/problem.ts";
import { csrfScheme, keyScheme, sessionScheme } from "./security.ts";

/**
 * Adds to the schema of a route what its other options say: who may call it, and the refusals that every route of its
 * kind can answer. A route itself names only the refusals that its work can end with.
 */
export const describeRoute: NonNullable<FastifyDynamicSwaggerOptions["transform"]> = ({
  schema,
  url,
  route,
}) => {
  const { access } = route.config ?? {};
  const callers = access === "public" ? undefined : access;
  const described = {
    ...schema,
    security: callers === undefined ? [] : securityOf(route),
    description: [schema?.description, callers && needs(callers)].filter(Boolean).join(" "),
    response: {
      ...problemResponses(...refusalsOf(route)),
      ...(schema?.response as object | undefined),
    },
  };
  return { schema: described, url };
};

/** The cookie of a session is sent by the browser itself, so a change by it needs a token too. */
function securityOf({ method }: RouteOptions) {
  const session = { [sessionScheme]: [] };
  return [{ [keyScheme]: [] }, method === "GET" ? session : { ...session, [csrfScheme]: [] }];
}

function needs({ scopes, peopleOnly, signedIn }: KnownCallers): string {
  const who = peopleOnly ? "A person" : "A caller";
  if (signedIn) return `${who} needs a session, or a key with the scope \`admin\`.`;
  return scopes.length === 0
    ? `${who} who is known may call it.`
    : `${who} needs the scope ${scopes.map((scope) => `\`${scope}\``).join(" or ")}.`;
}

/** The statuses of the refusals that come before the work of a route, or from its database. */
function refusalsOf({ config, method, url }: RouteOptions): readonly number[] {
  const { access, anyHost } = config ?? {};
  const isKnown = access !== "public";
  // A body is read, and can be too large, also where none is asked for.
  const hasBody = method !== "GET";
  const hasParameters = url.includes(":");
  return [
    400,
    ...(isKnown ? [401] : []),
    // Also by an unknown host, and for a page of another origin.
    ...(isKnown || !anyHost ? [403] : []),
    ...(hasBody ? [408, 413] : []),
    ...(hasParameters ? [414] : []),
    // A delivery is taken as bytes, with any content type.
    ...(hasBody && !anyHost ? [415] : []),
    429,
    500,
    503,
  ];
}
