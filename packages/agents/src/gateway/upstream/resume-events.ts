import { setTimeout as sleep } from "node:timers/promises";
import { readEvents } from "./read-events.ts";
import { UpstreamError } from "./upstream.ts";

/** The pauses before a stream that brings nothing new is asked for again, in milliseconds. */
const pauses = [1000, 2000, 5000, 10_000, 30_000] as const;
const longestPause = 60 * 60 * 1000;

/** A stream of events that can be asked for again. */
interface ResumedStream {
  /** Asks for the stream from after the event with the id `last`, or from its begin if that is undefined. */
  readonly ask: (last: string | undefined) => Promise<Response>;
  /** The stream that the server has begun. Default: it is asked for. */
  readonly first?: Response;
  /** Whether it is asked for again for as long as the server has it. Otherwise five times without anything new. */
  readonly endless: boolean;
  /** The size of the largest event, in characters. */
  readonly most: number;
  readonly signal: AbortSignal;
}

/**
 * The texts of the messages of a stream. If it breaks or ends, it is asked for again after the pause that the server
 * gave by `retry`, as the protocol wants it: servers end streams to save connections.
 *
 * @throws {UpstreamError} for an event that is too large, unless the stream is endless.
 */
export async function* resumeEvents({
  ask,
  first,
  endless,
  most,
  signal,
}: ResumedStream): AsyncGenerator<string, undefined> {
  let stream = first;
  let last: string | undefined;
  let given: number | undefined;
  for (let failures = 0; ; failures++) {
    try {
      stream ??= await ask(last);
      if (!stream.ok) {
        await stream.body?.cancel();
        if (stream.status < 500) return;
      } else {
        // A stream that the server has can be silent for long, and end without anything new.
        if (endless) failures = 0;
        for await (const { id, data, retry } of readEvents(stream, most)) {
          given = retry ?? given;
          if (id !== undefined && id !== last) [last, failures] = [id, 0];
          if (data !== undefined) yield data;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UpstreamError) {
        if (!endless) throw error;
        // The server would send the event again.
        last = undefined;
      }
    }
    stream = undefined;
    if (!endless && (last === undefined || failures >= pauses.length)) return;
    await sleep(pauseAfter(failures, given), undefined, { signal });
  }
}

function pauseAfter(failures: number, given: number | undefined): number {
  const own = pauses[Math.min(failures, pauses.length - 1)] ?? 0;
  if (given === undefined) return own;
  return Math.min(failures === 0 ? given : Math.max(given, own), longestPause);
}
