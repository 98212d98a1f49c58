import { createParser } from "eventsource-parser";
import { unknown } from "./upstream-errors.ts";
import { UpstreamError } from "./upstream.ts";

/** A part of a stream that says something. */
interface SentEvent {
  readonly id?: string | undefined;
  /** Undefined where the event has another type than a message. */
  readonly data?: string | undefined;
  /** The pause before the stream is asked for again, in milliseconds. */
  readonly retry?: number;
}

/**
 * The server-sent events of an answer as they arrive.
 *
 * @param most the size of the largest event, in characters.
 * @throws {UpstreamError} for a larger one.
 */
export async function* readEvents(
  { body }: Response,
  most: number,
): AsyncGenerator<SentEvent, undefined> {
  const events: SentEvent[] = [];
  let size = 0;
  const parser = createParser({
    onRetry: (retry) => void events.push({ retry }),
    onEvent({ id, event = "message", data }) {
      size = 0;
      const isMessage = event === "message" && data !== "";
      events.push({ id, data: isMessage ? data : undefined });
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    const text = decoder.decode(chunk, { stream: true });
    size += text.length;
    parser.feed(text);
    if (size > most) {
      const problem = `an event of the MCP server is larger than ${most} characters`;
      throw new UpstreamError(`${problem}, ${unknown}`);
    }
    yield* events.splice(0);
  }
}
