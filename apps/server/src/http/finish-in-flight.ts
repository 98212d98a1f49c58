import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { onceEnded } from "./once-ended.ts";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route answers also while the server stops. Default false. */
    answersWhileClosing?: boolean;
  }
  interface FastifyInstance {
    /** Is aborted when closing begins. Answers that wait for an event must end then. */
    closingSignal: AbortSignal;
  }
}

/** How long a connection without a request may delay the close, in milliseconds. */
const lastWait = 1000;

/**
 * Makes closing wait until all requests in flight are answered and sent, for at most the grace period; then the rest is
 * disconnected. Node alone would cut off an answer that a slow reader has not taken yet, and would wait for a stalled
 * sender without end.
 *
 * @param grace in milliseconds.
 */
export function finishInFlight(app: FastifyInstance, grace: number): void {
  const inFlight = new Set<ServerResponse>();
  const drained = Promise.withResolvers<void>();
  const closing = new AbortController();
  app.decorate("closingSignal", closing.signal);
  const settle = (response: ServerResponse): void => {
    inFlight.delete(response);
    if (closing.signal.aborted && inFlight.size === 0) drained.resolve();
  };

  app.addHook("onRequest", ({ routeOptions }, { raw }, done) => {
    if (closing.signal.aborted && !routeOptions.config.answersWhileClosing) {
      throw new Problem(
        503,
        "closing",
        "the server is stopping; try again in a moment, or use another server",
      );
    }
    inFlight.add(raw);
    // Several parts of the server listen for the end of an answer, and a stream of it adds more.
    raw.setMaxListeners(20);
    onceEnded(raw, () => settle(raw));
    done();
  });
  // A connection that is kept alive would delay the close.
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing.signal.aborted) void reply.headers({ connection: "close", "retry-after": "1" });
    done();
  });
  app.addHook("preClose", async () => {
    closing.abort();
    if (inFlight.size > 0) {
      const timer = setTimeout(() => drained.resolve(), grace);
      await drained.promise;
      clearTimeout(timer);
    }
    if (inFlight.size > 0) app.server.closeAllConnections();
    // All requests are answered; the connections that are left have no request, and may never have one.
    else setTimeout(() => app.server.closeAllConnections(), lastWait).unref();
  });
}
