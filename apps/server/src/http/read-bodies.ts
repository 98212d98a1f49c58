import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { BodyMemory } from "./body-memory.ts";
import { BodyPace } from "./body-pace.ts";
import { ByteBudget } from "./byte-budget.ts";
import { Problem, tooLarge } from "./problem.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Reads a body into memory, up to its route's limit. For parsers of content types. */
    readBody: (request: FastifyRequest, stream: IncomingMessage) => Promise<Buffer>;
  }
  interface FastifyRequest {
    /** What its body takes of the memory for bodies, until it is answered. */
    bodyMemory: BodyMemory | undefined;
  }
}

/** What the small beginnings of bodies may take together, in bytes. */
const forBeginnings = 64 * 1024 * 1024;
/** What the large bodies may take together, in bytes. */
const forLarge = 64 * 1024 * 1024;

/**
 * Bodies share a bounded memory, from their first byte until they are answered, and must come at some pace. Fastify's
 * own reader keeps whatever is sent for as long as its sender likes, and keeps it twice at the end.
 */
export function readBodies(app: FastifyInstance): void {
  const beginnings = new ByteBudget(forBeginnings);
  const large = new ByteBudget(forLarge);
  app.decorateRequest("bodyMemory", undefined);
  app.addHook("onRequest", async (request, { raw }) => {
    const release = (): void => request.bodyMemory?.release();
    raw.once("finish", release);
    raw.once("close", release);
  });
  app.decorate("readBody", (request: FastifyRequest, stream: IncomingMessage) => {
    const limit = request.routeOptions.bodyLimit ?? app.initialConfig.bodyLimit ?? 0;
    const declared = request.headers["content-length"];
    const length = declared === undefined ? undefined : Number(declared);
    if (length !== undefined && length > limit) throw tooLarge();
    request.bodyMemory = new BodyMemory(length, limit, beginnings, large);
    return read(stream, request.bodyMemory);
  });
}

async function read(stream: IncomingMessage, memory: BodyMemory): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const gone = new AbortController();
  const pace = new BodyPace(() => reject(tooSlow()));
  let room: Promise<void> = Promise.resolve();
  const onData = (chunk: Buffer): void => {
    pace.came(chunk.length);
    try {
      // Told at once: otherwise the end could come first, and what is cut off would pass for the whole.
      const waiting = memory.makeRoom(chunk.length, gone.signal);
      if (waiting === undefined) return memory.append(chunk);
      stream.pause();
      pace.pause();
      room = waiting.then(() => {
        if (gone.signal.aborted) return;
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
    // Its end is followed by its close, which is no loss then.
    stream.off("close", onGone);
    void room.then(() => resolve(memory.body()), reject);
  };
  const onGone = (): void => reject(new Problem(400, "aborted", "the body broke off"));
  stream.on("data", onData).once("end", onEnd).once("error", onGone).once("close", onGone);
  try {
    return await promise;
  } catch (error) {
    memory.release();
    throw error;
  } finally {
    gone.abort();
    pace.stop();
    stream.off("data", onData).off("end", onEnd).off("close", onGone);
  }
}

function tooSlow(): Problem {
  return new Problem(408, "request_timeout", "the body comes too slowly; send it again");
}
