import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    /** Is aborted when closing begins, so that no answer waits any longer for something to happen. */
    closingSignal: AbortSignal;
  }
}

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
    inFlight.add(raw);
    raw.once("finish", () => settle(raw));
    raw.once("close", () => settle(raw));
  });
  // Kept alive, the connection would hold the close up.
  app.addHook("onSend", async (_request, reply) => {
    if (closing.signal.aborted) void reply.header("connection", "close");
  });
  app.addHook("preClose", async () => {
    closing.abort();
    if (inFlight.size === 0) return;
    const timer = setTimeout(() => drained.resolve(), grace);
    await drained.promise;
    clearTimeout(timer);
    if (inFlight.size > 0) app.server.closeAllConnections();
  });
}
