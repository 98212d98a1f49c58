import { createParser } from "eventsource-parser";
import { UpstreamError } from "./upstream.ts";

/** An event of a stream. */
export interface SentEvent {
  id: string | undefined;
  /** Undefined where the event has another type than a message. */
  readonly data: string | undefined;
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
    if (size > most) throw new UpstreamError(`an event is larger than ${most} characters`);
    yield* events.splice(0);
  }
}
