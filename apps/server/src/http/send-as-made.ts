import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { callerOf } from "../access/caller.ts";
import { onceEnded } from "./once-ended.ts";

/** How much is made before the reader takes it, in bytes. */
const ahead = 65_536;

/**
 * Sends an answer while it is made. It ends early if the caller's credential is revoked meanwhile. The route sets the
 * headers.
 *
 * @throws the error of the first piece, which is made before the status is sent.
 */
export async function sendAsMade<Piece extends string | Uint8Array>(
  reply: FastifyReply,
  pieces: AsyncIterable<Piece>,
): Promise<void> {
  const { server, request, raw } = reply;
  onceEnded(
    raw,
    server.credentials.watch(callerOf(request), () => raw.destroy()),
  );
  const maker = pieces[Symbol.asyncIterator]();
  let first: IteratorResult<Piece> | undefined = await maker.next();
  // Not a generator: a reader who has gone before it begins must end the maker too.
  const all: AsyncIterator<Piece> = {
    next: async () => {
      const piece = first ?? (await maker.next());
      first = undefined;
      return piece;
    },
    return: async () => (await maker.return?.()) ?? { done: true, value: undefined },
  };
  void reply
    .header("x-content-type-options", "nosniff")
    .send(
      Readable.from(
        { [Symbol.asyncIterator]: () => all },
        { objectMode: false, highWaterMark: ahead },
      ),
    );
}
