import { LogController, type FastifyRequest } from "fastify";
import type { EndedRequest } from "../http/ended-requests.ts";
import { safeRequest } from "../safe-log.ts";

/** Probes and scrapes come every few seconds, and say nothing if they succeed. */
const quiet = /^\/(?:health|metrics)(?:\/|$)/;

/** Logs the start of a request for those who look for faults, and leaves its end to `logRequest`. */
export class OneLinePerRequest extends LogController {
  override incomingRequest(request: FastifyRequest): void {
    request.log.debug(safeRequest(request), "incoming request");
  }

  override requestCompleted(): void {}
}

/** Logs who called what, with what outcome. Bodies and the values of queries are never logged. */
export function logRequest({ request, route, status, milliseconds }: EndedRequest): void {
  const isQuiet = quiet.test(route ?? "") && status !== undefined && status < 400;
  const { caller } = request;
  request.log[isQuiet ? "debug" : "info"](
    {
      ...safeRequest(request),
      route,
      statusCode: status,
      milliseconds: Math.round(milliseconds * 10) / 10,
      callerId: caller?.id,
      credentialId: caller?.credentialId,
    },
    status === undefined ? "request ended without an answer" : "request completed",
  );
}
