import { setTimeout as wait } from "node:timers/promises";

/** How long a maker works without a pause, in milliseconds. */
const turn = 20;
/** The longest pause, in milliseconds. */
const longestPause = 1000;

interface Timing {
  /** In milliseconds. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/**
 * The same pieces, made with pauses that are as long as the making took. Without them, an export would occupy half of
 * a small machine until its end, and slow down each request that comes meanwhile.
 */
export async function* shareProcessor<Piece>(
  pieces: AsyncIterable<Piece>,
  { now, pause }: Timing = { now: () => performance.now(), pause: wait },
): AsyncGenerator<Piece, void, undefined> {
  let worked = 0;
  let began = now();
  for await (const piece of pieces) {
    worked += now() - began;
    // The time until the reader takes it is not the maker's.
    yield piece;
    if (worked >= turn) {
      await pause(Math.min(worked, longestPause));
      worked = 0;
    }
    began = now();
  }
}
