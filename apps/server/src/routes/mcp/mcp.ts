import { Readable } from "node:stream";
import { serveMcpHttpRequest } from "@handsfree/agents/mcp";
import { createClient } from "@handsfree/client";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "../../access/caller.ts";
import { bodyLimits } from "../../http/body-limits.ts";
import { Problem } from "../../http/problem.ts";
import type { Services } from "../../services.ts";
import { ownFetch } from "./own-fetch.ts";

/** Besides the arguments of a tool, in bytes. */
const envelope = 64 * 1024;

/**
 * MCP over streamable HTTP, for callers with an access key. Its protocol describes itself, so it is not in the
 * description of the API. Each request stands alone: there are no sessions, and a GET for a stream is answered with 405.
 */
export const mcpRoute: FastifyPluginAsyncTypebox<Services> = async (app) => {
  app.post(
    "/mcp",
    {
      bodyLimit: bodyLimits.record + envelope,
      // A call can wait for a person.
      config: { access: { scopes: [] }, concurrency: "longPoll" },
      schema: { hide: true },
    },
    async (request, reply) => {
      const key = keyOf(request);
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      const response = await serveMcpHttpRequest(toWebRequest(request, gone.signal), {
        client: createClient({
          url: "http://127.0.0.1",
          key,
          ...ownerOf(request),
          fetch: ownFetch(app, request),
        }),
        scope: `key ${callerOf(request).credentialId}`,
        body: request.body,
        stopping: app.closingSignal,
        onError: (error) =>
          request.log.warn({ err: error }, "an MCP request was refused or failed"),
      });
      return send(response, reply);
    },
  );
};

/** The access key. A session is for the console: no page sends a program's calls in the name of a person. */
function keyOf({ headers: { authorization = "" } }: FastifyRequest): string {
  const key = /^bearer +([!-~]+) *$/i.exec(authorization)?.[1];
  if (key !== undefined) return key;
  const detail = "MCP takes an access key; send Authorization: Bearer and a key";
  throw new Problem(401, "unauthenticated", detail);
}

/** The user for whom the caller acts. The requests to the API check it. */
function ownerOf({ headers }: FastifyRequest): { readonly onBehalfOf?: string } {
  const named = headers["on-behalf-of"];
  if (named === undefined) return {};
  if (typeof named === "string" && /^[!-~]+$/.test(named)) return { onBehalfOf: named };
  const detail = "on-behalf-of must be the UUID of a user";
  throw new Problem(400, "invalid_input", detail, { field: "on-behalf-of" });
}

/** Without credentials, which the protocol does not need. */
function toWebRequest({ headers, url }: FastifyRequest, signal: AbortSignal): Request {
  const { authorization: _, cookie: __, ...others } = headers;
  const sent = Object.entries(others).map(([name, value]): [string, string] => [
    name,
    [value].flat().join(", "),
  ]);
  return new Request(new URL(url, "http://127.0.0.1"), { method: "POST", headers: sent, signal });
}

async function send(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  const { status, headers, body } = response;
  void reply.code(status).header("cache-control", "no-store");
  const type = headers.get("content-type");
  if (type !== null) void reply.type(type);
  if (body === null) return reply.send();
  if (type?.startsWith("text/event-stream") !== true) return reply.send(await response.text());
  // A stream of an answer adds several listeners. Proxies such as nginx would keep events back.
  reply.raw.setMaxListeners(20);
  void reply.header("x-accel-buffering", "no");
  return reply.send(Readable.fromWeb(body));
}
