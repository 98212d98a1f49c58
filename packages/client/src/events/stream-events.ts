import type { EventJson, EventPageJson } from "@handsfree/wire/events";
import { askedPause, mayPass } from "../may-pass.ts";
import type { CallOptions, Settings } from "../options.ts";
import { backOff, type Pace } from "../pace.ts";
import { HandsFreeProblem } from "../problem.ts";
import { readAnswer } from "../read-answer.ts";
import type { Requester } from "../requester.ts";
import { TimeLimit } from "../time-limit.ts";
import { SseParser, type StreamedEvent } from "./sse-parser.ts";

/** The parts that a stream needs. */
export interface StreamSource {
  readonly requester: Requester;
  readonly pace: Pace;
  readonly settings: Settings;
  /** The path of the stream, with the filter. */
  readonly target: string;
  readonly options: Pick<CallOptions, "signal" | "onBehalfOf">;
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
 *
 * @param after an id, or `latest`.
 */
export async function* streamEvents(
  source: StreamSource,
  after: string,
): AsyncGenerator<EventJson, undefined> {
  const { pace, options } = source;
  let last = after === "latest" ? undefined : after;
  let failures = 0;
  for (;;) {
    const start = pace.elapsed();
    const parser = new SseParser(mostOfEvent);
    let asked = 0;
    try {
      // A stream that breaks before its first event must know where to go on.
      last ??= await findLatest(source);
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
    const pause = Math.max(asked, parser.retry ?? 0) + backOff(pace, failures, 16_000);
    await pace.sleep(pause, options.signal);
  }
}

async function findLatest({ requester, options }: StreamSource): Promise<string> {
  const request = { ...options, query: { after: "latest", limit: 1 } };
  return ((await requester.call("GET /v1/events", request, false)) as EventPageJson).next;
}

interface Streamed {
  readonly id: string | undefined;
  readonly event: EventJson | undefined;
}

/** The events of one connection, until the server ends it. */
async function* connect(
  source: StreamSource,
  parser: SseParser,
  after: string,
): AsyncGenerator<Streamed, undefined> {
  const limit = new TimeLimit(longestSilence, source.options.signal);
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
  { requester, pace, settings, target, options }: StreamSource,
  limit: TimeLimit,
  after: string,
): Promise<Response> {
  const headers = {
    ...requester.ownerHeader(options),
    accept: "text/event-stream",
    "last-event-id": after,
  };
  const attempt = { method: "GET", target, headers, signal: options.signal };
  const response = await requester.connection.open(attempt, limit);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (response.ok && isStream) return response;
  await limit.run(() => readAnswer(response, settings, pace.now()));
  // An answer that succeeds and is no stream.
  throw new HandsFreeProblem(response, undefined, pace.now());
}

function readEvent(
  data: NonNullable<StreamedEvent["data"]>,
  response: Response,
  { pace }: StreamSource,
): EventJson {
  try {
    return JSON.parse(data) as EventJson;
  } catch {
    // The error would quote the data.
    throw new HandsFreeProblem(response, undefined, pace.now());
  }
}
