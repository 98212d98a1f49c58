import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { Budget } from "./answer-budget.ts";
import { type ReaderLimits, ReaderWatch } from "./watch-readers.ts";

/** Answers up to this size, in bytes, are sent at once and not counted: the operating system buffers them. */
const small = 64 * 1024;
/** The size of the pieces that larger answers are written in, in bytes, so that a reader's progress shows. */
const piece = 16 * 1024;
const mebibyte = 1024 * 1024;

/** The default: a reader must take a piece in ten seconds. */
export const defaultReaderLimits: ReaderLimits = { patience: 10_000, leastTaken: piece };

declare module "fastify" {
  interface FastifyInstance {
    /** The bytes of large answers that wait for their readers. */
    answerBytes: Budget;
  }
}

/**
 * Bounds the memory of answers that wait for their readers. The bytes of a large answer count until it is sent, against
 * a limit for all callers and one for each caller. A reader that stalls is disconnected.
 */
export function boundAnswers(app: FastifyInstance, limits: ReaderLimits): void {
  const bytes = new Budget({
    inAll: 64 * mebibyte,
    perCaller: 32 * mebibyte,
    what: "large answers",
    code: "too_many_requests",
  });
  const readers = new ReaderWatch(limits);
  app.decorate("answerBytes", bytes);
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (payload instanceof Readable) {
      readers.watch(reply.raw);
      return done();
    }
    if (typeof payload !== "string" && !Buffer.isBuffer(payload)) return done();
    const length = Buffer.byteLength(payload);
    if (length <= small) return done();
    bytes.take(reply, length);
    readers.watch(reply.raw);
    void reply.header("content-length", length);
    done(null, Readable.from(pieces(payload), { objectMode: false, highWaterMark: piece }));
  });
}

/** A text is encoded piece by piece: a second copy of the whole would cost as much as the making of the text. */
function* pieces(whole: string | Buffer): Iterable<Buffer> {
  for (let start = 0, end: number; start < whole.length; start = end) {
    end = start + piece;
    if (typeof whole !== "string") {
      yield whole.subarray(start, end);
      continue;
    }
    if (isLeading(whole.charCodeAt(end - 1))) end++;
    yield Buffer.from(whole.slice(start, end));
  }
}

/** Whether the unit is the first of a surrogate pair, which must be encoded together with the second. */
function isLeading(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
