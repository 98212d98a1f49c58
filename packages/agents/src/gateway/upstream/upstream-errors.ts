import { UpstreamError } from "./upstream.ts";

export const unknown = "so what the call did is not known";

/** Node's codes for a connection that was not made, before anything was sent. */
const notConnected: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  // A message without a code, for ports of other protocols: https://fetch.spec.whatwg.org/#port-blocking
  "bad port",
]);

/** The error for a request whose connection failed with this. */
export function failure(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const { cause } = error as Error;
  const { code, message, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
  const known = notConnected.has(message) ? message : code;
  const why = known === undefined ? "" : ` (${known})`;
  return notConnected.has(known) || syscall === "connect"
    ? new UpstreamError(`the MCP server cannot be reached${why}, so the call did not run`)
    : new UpstreamError(`the connection to the MCP server failed${why}, ${unknown}`);
}

/** The error for an answer of HTTP that does not answer the request. */
export function refusal({ status, ok }: Response): UpstreamError {
  // A server refuses by 4xx. After any other status it can have run the call.
  const hint =
    status === 401 || status === 403
      ? "; give its token by --token-env"
      : status === 404
        ? "; its session can be over, so start the agent again"
        : status >= 300 && status < 400
          ? "; it leads to another address, so give that one by --url"
          : ok || status >= 500
            ? `, ${unknown}`
            : "";
  return new UpstreamError(`the MCP server answered with the status ${status} of HTTP${hint}`);
}
