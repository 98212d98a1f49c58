import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";

/** How long a sender may go on sending after it was answered, in milliseconds. */
const longestDrain = 1000;

/**
 * Ends the connection of a request that is answered before its body was read. The answer is sent at once. The bytes that
 * still arrive are discarded for a second, since closing with unread bytes would reset the connection, and the sender
 * might lose the answer (RFC 9112, section 9.6). A sender that goes on for longer is disconnected.
 */
export function closeUnread(app: FastifyInstance): void {
  app.addHook("onSend", ({ raw }, reply, payload, done) => {
    // An injected request does not say so.
    const isRead = (raw as Partial<IncomingMessage>).complete ?? true;
    if (isRead || raw.destroyed || typeof payload !== "string") return done();
    const answer = Buffer.from(payload);
    void reply.header("connection", "close").header("content-length", answer.length);
    done(null, Readable.from(thenDrain(answer, raw)));
  });
}

async function* thenDrain(answer: Buffer, request: IncomingMessage): AsyncGenerator<Buffer> {
  yield answer;
  request.resume();
  const signal = AbortSignal.timeout(longestDrain);
  await Promise.race([once(request, "end", { signal }), once(request, "close", { signal })]).catch(
    () => undefined,
  );
}
