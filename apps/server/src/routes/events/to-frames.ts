import type { FollowedEvents } from "@handsfree/repositories/events";
import { renderEvent } from "@handsfree/wire/events";

/** How often a stream without events sends a comment, in milliseconds: proxies close connections that are silent. */
const heartbeat = 15_000;
/** How soon a browser connects again after a break, in milliseconds. */
const retry = 1000;

/**
 * Writes followed events as server-sent events.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* toFrames(
  first: FollowedEvents,
  rest: AsyncGenerator<FollowedEvents, void>,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let reached = first.outcome === "read" ? first.next : 0;
  let told = reached;
  try {
    yield `retry: ${retry}\nid: ${reached}\n\n`;
    let next = rest.next();
    while (!signal.aborted) {
      const beat = beats(signal);
      const result = await Promise.race([next, beat.promise]);
      beat.cancel();
      if (result === undefined) {
        // An id without data moves the place from which a browser goes on, and dispatches nothing.
        yield reached > told ? `: still here\nid: ${reached}\n\n` : ": still here\n\n";
        told = reached;
        continue;
      }
      // A caller who connects again after this is told that events are missing.
      if (result.done === true || result.value.outcome === "expired") return;
      next = rest.next();
      reached = result.value.next;
      const { events } = result.value;
      if (events.length === 0) continue;
      told = events.at(-1)?.id ?? told;
      yield events.map((event) => frameOf(renderEvent(event))).join("");
    }
  } finally {
    await rest.return();
  }
}

function frameOf(event: ReturnType<typeof renderEvent>): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Resolves at the next heartbeat, or when the stream ends. */
function beats(signal: AbortSignal): {
  readonly promise: Promise<undefined>;
  readonly cancel: () => void;
} {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const beat = (): void => resolve(undefined);
  const timer = setTimeout(beat, heartbeat);
  signal.addEventListener("abort", beat, { once: true });
  return {
    promise,
    cancel: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", beat);
    },
  };
}
