import type { IncomingMessage } from "node:http";
import { systemContext } from "@handsfree/repositories";
import type { FastifyInstance } from "fastify";

/** The header that names a request, in the request and in its answer. */
export const requestIdHeader = "x-request-id";

/** The name of the id in the lines of the log. */
export const requestIdLabel = "request_id";

/** Letters, digits and dashes: what goes into the log must be short, and a key of ours has an underscore. */
const plain = /^[0-9A-Za-z-]{1,64}$/;

/** The id of a request: the one that the caller or a proxy gave it if that is short and plain, else a new UUIDv7. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers[requestIdHeader];
  return typeof given === "string" && plain.test(given) ? given : newRequestId();
}

/** An id for what is refused before there is a request. */
export function newRequestId(): string {
  return systemContext.newId();
}

/** Puts the id of the request into each answer. */
export function answerRequestIds(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    done();
  });
}
