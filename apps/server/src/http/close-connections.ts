import type { FastifyInstance } from "fastify";

/** While the server closes, an answer ends its connection too; kept alive, it would hold the close up. */
export function closeConnectionsWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (closing) void reply.header("connection", "close");
  });
}
