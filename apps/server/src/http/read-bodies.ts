import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { BodyMemory } from "./body-memory.ts";
import { BodyPace } from "./body-pace.ts";
import { ByteBudget } from "./byte-budget.ts";
import { onceEnded } from "./once-ended.ts";
import { Problem, tooLarge } from "./problem.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Reads a body into memory, up to the limit of its route. For parsers of content types. */
    readBody: (request: FastifyRequest, stream: IncomingMessage) => Promise<Buffer>;
  }
  interface FastifyRequest {
    /** The memory of its body, which is held until the request is answered. */
    bodyMemory: BodyMemory | undefined;
  }
}

/** The limit of the memory for small bodies and the beginnings of large ones, in bytes. */
const forBeginnings = 64 * 1024 * 1024;
/** The limit of the memory for large bodies, in bytes. */
const forLarge = 64 * 1024 * 1024;

/**
 * Makes all bodies share a bounded memory, from their first byte until they are answered, and demands a lowest pace.
 * Fastify's own reader would keep any body for as long as its sender takes, and would hold it twice at the end.
 */
export function readBodies(app: FastifyInstance): void {
  const beginnings = new ByteBudget(forBeginnings);
  const large = new ByteBudget(forLarge);
  app.decorateRequest("bodyMemory", undefined);
  app.addHook("preParsing", (request, { raw }, _payload, done) => {
    onceEnded(raw, () => request.bodyMemory?.release());
    done();
  });
  app.decorate("readBody", (request: FastifyRequest, stream: IncomingMessage) => {
    const limit = request.routeOptions.bodyLimit ?? app.initialConfig.bodyLimit ?? 0;
    const declared = request.headers["content-length"];
    const length = declared === undefined ? undefined : Number(declared);
    if (length !== undefined && length > limit) throw tooLarge(limit);
    request.bodyMemory = new BodyMemory(length, limit, beginnings, large);
    return read(stream, request.bodyMemory);
  });
}

async function read(stream: IncomingMessage, memory: BodyMemory): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const pace = new BodyPace(() => reject(tooSlow()));
  let room: Promise<void> | undefined;
  const onData = (chunk: Buffer): void => {
    pace.came(chunk.length);
    try {
      // Without a promise where there is room: else the end could come first, and a part would pass for the whole.
      const waiting = memory.makeRoom(chunk.length);
      if (waiting === undefined) return memory.append(chunk);
      stream.pause();
      pace.pause();
      room = waiting.then(() => {
        if (memory.isReleased) return;
        pace.resume();
        memory.append(chunk);
        stream.resume();
      });
      room.catch(reject);
    } catch (error) {
      reject(error);
    }
  };
  const onEnd = (): void => {
    // The close that follows the end does not mean that the sender is gone.
    stream.off("close", onGone);
    if (room === undefined) resolve(memory.body());
    else void room.then(() => resolve(memory.body()), reject);
  };
  const onGone = (): void =>
    reject(new Problem(400, "aborted", "the connection ended before the whole body arrived"));
  stream.on("data", onData).once("end", onEnd).once("error", onGone).once("close", onGone);
  try {
    return await promise;
  } catch (error) {
    memory.release();
    throw error;
  } finally {
    pace.stop();
    stream.off("data", onData).off("end", onEnd).off("close", onGone);
  }
}

function tooSlow(): Problem {
  return new Problem(408, "request_timeout", "the body arrives too slowly; send it again");
}
