import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Refuses callers who use another name for this machine. Otherwise a web page whose own name resolves to 127.0.0.1 (DNS
 * rebinding) would reach every route, as any user.
 *
 * @param allowedHosts names besides the loopback ones, for a proxy that sends its own name.
 */
export function guardHost(app: FastifyInstance, allowedHosts: readonly string[]): void {
  app.addHook("onRequest", ({ hostname, headers, raw, routeOptions }, _reply, done) => {
    if (headers.host === undefined && raw.httpVersion !== "1.0") {
      throw new Problem(400, "bad_request", "the Host header is missing (RFC 9112, section 3.2)", {
        field: "host",
      });
    }
    // Deliveries are authenticated by their signature, and tunnels send their own name.
    if (routeOptions.config.anyHost || loopback.test(hostname) || allowedHosts.includes(hostname))
      return done();
    throw new Problem(
      403,
      "host_not_allowed",
      "the Host header is not a name of this machine; call it as 127.0.0.1 or localhost, or set ALLOWED_HOSTS",
      { field: "host" },
    );
  });
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether callers may use any host name for the route. */
    anyHost?: boolean;
  }
}
