import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * Whether a link on a page of another origin may open the route. Then it must change nothing, or know by itself that
     * the browser has asked for the change.
     */
    linked?: true;
  }
}

/**
 * Refuses what a browser sends for a page of another origin. A page can send a request to any address, also to this
 * machine, and with the cookie of the person who looks at it.
 *
 * @see https://web.dev/articles/fetch-metadata
 */
export function guardOrigin(app: FastifyInstance): void {
  app.addHook("onRequest", (request, _reply, done) => {
    // Deliveries are authenticated by their signature, and no browser sends them.
    if (request.routeOptions.config.anyHost || isOwn(request) || isLink(request)) return done();
    throw new Problem(
      403,
      "cross_origin",
      "a browser sent this for a page of another origin; call the API from its own origin, or from a program",
    );
  });
}

/** A program sends neither header; a browser sends at least one of them where it matters. */
function isOwn({ headers }: FastifyRequest): boolean {
  const { origin, host, "sec-fetch-site": site } = headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function isLink({ headers, method, routeOptions }: FastifyRequest): boolean {
  return (
    routeOptions.config.linked === true &&
    (method === "GET" || method === "HEAD") &&
    headers["sec-fetch-mode"] === "navigate" &&
    headers["sec-fetch-dest"] === "document"
  );
}
