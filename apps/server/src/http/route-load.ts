import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * What becomes of a route under load, if that does not follow from its method. `receipt` takes deliveries in, whose
     * senders may not try again. `health` is answered always.
     */
    load?: "receipt" | "health";
  }
}

/** The kinds of requests, from the first that is refused under load to the last. */
export type RequestKind = "read" | "change" | "receipt";

const readMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Undefined for requests that are never refused. */
export function kindOf({ method, routeOptions }: FastifyRequest): RequestKind | undefined {
  const { load } = routeOptions.config;
  if (load !== undefined) return load === "health" ? undefined : load;
  return readMethods.has(method) ? "read" : "change";
}
