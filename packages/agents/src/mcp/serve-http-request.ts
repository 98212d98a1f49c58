import type { HandsFreeClient } from "@handsfree/client";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createMcpServer } from "./create-mcp-server.ts";

/** The parts that an MCP request over HTTP works with. */
export interface HttpRequestOptions {
  /** A client with the caller's key. */
  readonly client: HandsFreeClient;
  /** Where the calls come from: the same calls of one scope and one MCP client are one question. */
  readonly scope: string;
  /** The body of the request, as JSON was read. */
  readonly body: unknown;
  /** Is aborted when the server stops. Waits then end, and their questions stay open. */
  readonly stopping: AbortSignal;
  /** Hears of failures that are not told to the caller. */
  readonly onError: (error: unknown) => void;
}

/**
 * Answers one request of MCP over streamable HTTP. It keeps nothing between requests, so there are no sessions, and any
 * server can answer the next one. The person is not asked at the MCP client: the agent's host would have to send a key
 * that decides with the requests of the agent.
 */
export async function serveMcpHttpRequest(
  request: Request,
  { body, ...surroundings }: HttpRequestOptions,
): Promise<Response> {
  const server = () => createMcpServer(surroundings, { subscriptions: false });
  const handler = createMcpHandler(server, { onerror: surroundings.onError });
  return handler.fetch(request, { parsedBody: body });
}
