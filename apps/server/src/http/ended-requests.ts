import type { FastifyInstance, FastifyRequest } from "fastify";
import { onceEnded } from "./once-ended.ts";

/** A request whose answer was sent, or whose connection ended before. */
export interface EndedRequest {
  readonly request: FastifyRequest;
  /** The template of the route, which holds none of the request's values; undefined where no route was found. */
  readonly route: string | undefined;
  /** The status of the answer; undefined if the connection ended before the answer began. */
  readonly status: number | undefined;
  /** The time from the head of the request to the end of the answer. */
  readonly milliseconds: number;
}

/** Tells the listeners of each request that ended. */
export function watchRequests(
  app: FastifyInstance,
  listeners: readonly ((ended: EndedRequest) => void)[],
): void {
  app.addHook("onRequest", (request, { raw }, done) => {
    // Each hook that waits for the end of an answer adds a listener, and an answer that is a stream adds several.
    raw.setMaxListeners(30);
    const started = performance.now();
    onceEnded(raw, () => {
      const ended = {
        request,
        route: request.routeOptions.url,
        status: raw.headersSent ? raw.statusCode : undefined,
        milliseconds: performance.now() - started,
      };
      for (const listener of listeners) listener(ended);
    });
    done();
  });
}
