import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Is aborted when closing begins, so that no answer waits any longer for something to happen. */
    closingSignal: AbortSignal;
  }
}

/** How long a connection without a request may hold the close up, in milliseconds. */
const lastWait = 1000;

/**
 * Closing waits until what is in flight is answered and sent, for at most the grace; then it cuts what
 * is left. Node alone would cut an answer that is written but still on its way to a slow reader, and
 * would wait for a stalled sender without end.
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

  app.addHook("onRequest", async (_request, { raw }) => {
    if (closing.signal.aborted) {
      throw new Problem(
        503,
        "closing",
        "the server is stopping; try again in a moment, or another",
      );
    }
    inFlight.add(raw);
    raw.once("finish", () => settle(raw));
    raw.once("close", () => settle(raw));
  });
  // Kept alive, the connection would hold the close up.
  app.addHook("onSend", async (_request, reply) => {
    if (closing.signal.aborted) void reply.headers({ connection: "close", "retry-after": "1" });
  });
  app.addHook("preClose", async () => {
    closing.abort();
    if (inFlight.size > 0) {
      const timer = setTimeout(() => drained.resolve(), grace);
      await drained.promise;
      clearTimeout(timer);
    }
    if (inFlight.size > 0) app.server.closeAllConnections();
    // All is answered; what is still connected has not asked for anything, and may never do.
    else setTimeout(() => app.server.closeAllConnections(), lastWait).unref();
  });
}
