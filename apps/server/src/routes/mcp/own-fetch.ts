import type { FastifyInstance, FastifyRequest } from "fastify";
import { requestIdHeader } from "../../http/request-id.ts";

const withoutBody = new Set([204, 205, 304]);

/**
 * A `fetch` that hands requests to this server itself, without a connection. So what a caller does by them has the rules,
 * the limits and the records that it has elsewhere. The requests have the address and the id of the one they are made for.
 */
export function ownFetch(
  app: FastifyInstance,
  { id, ip, headers: outer }: Pick<FastifyRequest, "id" | "ip" | "headers">,
): typeof fetch {
  const forwarded = outer["x-forwarded-for"];
  return async (input, init = {}) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const { signal } = init;
    signal?.throwIfAborted();
    try {
      const response = await app.inject({
        method: (init.method ?? "GET") as "GET",
        url: pathname + search,
        remoteAddress: ip,
        headers: {
          ...Object.fromEntries(new Headers(init.headers)),
          [requestIdHeader]: id,
          ...(forwarded !== undefined && { "x-forwarded-for": forwarded }),
        },
        ...(typeof init.body === "string" && { payload: init.body }),
        ...(signal && { signal }),
      });
      const { statusCode: status, rawPayload } = response;
      const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      const body = withoutBody.has(status) ? null : new Uint8Array(rawPayload);
      return new Response(body, { status, headers });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
}
