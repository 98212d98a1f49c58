import type { Connection } from "../connection.ts";
import { askedPause, mayPass } from "../may-pass.ts";
import { backOff, type Pace } from "../pace.ts";
import { HandsFreeProblem } from "../problem.ts";
import { readAnswer } from "../read-answer.ts";
import { TimeLimit } from "../time-limit.ts";
import type { HandsFreeEvent } from "./event.ts";
import { SseParser, type StreamedEvent } from "./sse-parser.ts";

/** What a stream needs. */
export interface StreamSource {
  readonly connection: Connection;
  readonly pace: Pace;
  readonly maxAnswerBytes: number;
  /** The path of the stream, with the filter. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

/** The server sends a comment every 15 s, so after this many milliseconds without a byte the connection is dead. */
const longestSilence = 45_000;
/** The most characters of one event. */
const mostOfEvent = 1_048_576;

/** A stream that stood as long as this is taken for a good one, in milliseconds. */
const goodTime = 10_000;

/**
 * The events after a position, without end. It reads from the connection only when the next event is asked for, so a
 * slow consumer slows the server down and fills no memory. After a break it goes on behind the last event.
 */
export async function* streamEvents(
  source: StreamSource,
  after: string,
): AsyncGenerator<HandsFreeEvent, undefined> {
  const { pace, signal } = source;
  let last = after;
  let failures = 0;
  for (;;) {
    const start = pace.elapsed();
    const parser = new SseParser(mostOfEvent);
    let asked = 0;
    try {
      for await (const { id, event } of connect(source, parser, last)) {
        failures = 0;
        last = id ?? last;
        if (event !== undefined) yield event;
      }
    } catch (error) {
      if (!mayPass(error)) throw error;
      asked = askedPause(error);
    }
    failures = pace.elapsed() - start >= goodTime ? 1 : failures + 1;
    const pause = Math.max(asked, parser.retry ?? 0) + backOff(pace, failures, 32_000);
    await pace.sleep(pause, signal);
  }
}

interface Streamed {
  readonly id: string | undefined;
  readonly event: HandsFreeEvent | undefined;
}

/** The events of one connection, until the server ends it. */
async function* connect(
  source: StreamSource,
  parser: SseParser,
  after: string,
): AsyncGenerator<Streamed, undefined> {
  const limit = new TimeLimit(longestSilence, source.signal);
  try {
    yield* readEvents(await open(source, limit, after), limit, parser, source);
  } finally {
    limit.end();
  }
}

async function* readEvents(
  response: Response,
  limit: TimeLimit,
  parser: SseParser,
  source: StreamSource,
): AsyncGenerator<Streamed, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      limit.restart();
      const { done, value } = await limit.run(reader.read.bind(reader));
      // What the consumer does with the events takes its own time.
      limit.stop();
      if (done) return;
      for (const { id, data } of parser.push(value)) {
        yield { id, event: data === undefined ? undefined : readEvent(data, response, source) };
      }
    }
  } finally {
    // A connection that broke has nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

/** Opens a stream. */
async function open(
  { connection, pace, maxAnswerBytes, target, headers, signal }: StreamSource,
  limit: TimeLimit,
  after: string,
): Promise<Response> {
  const own = { ...headers, accept: "text/event-stream", "last-event-id": after };
  const response = await connection.open({ method: "GET", target, headers: own, signal }, limit);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (response.ok && isStream) return response;
  await limit.run(() => readAnswer(response, maxAnswerBytes, pace.now()));
  // An answer that succeeds and is no stream.
  throw new HandsFreeProblem(response, undefined, pace.now());
}

function readEvent(
  data: NonNullable<StreamedEvent["data"]>,
  response: Response,
  { pace }: StreamSource,
): HandsFreeEvent {
  try {
    return JSON.parse(data) as HandsFreeEvent;
  } catch {
    // The error would quote the data.
    throw new HandsFreeProblem(response, undefined, pace.now());
  }
}
