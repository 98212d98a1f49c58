import { createClient, HandsFreeProblem } from "@handsfree/client";
import type { ChangeCollector } from "./change-collector.ts";
import type { Connection } from "./connection.ts";
import { watchedFetch } from "./watched-fetch.ts";

/** The server sends at least a comment each 15 s. After this long without a byte, in milliseconds, the page is behind. */
const longestSilence = 20_000;
/** The pause before a stream that was refused is asked for again, in milliseconds. */
const pause = 5000;

/** What a leader tells about its stream. */
export interface Leadership {
  /** The id of the last event that this browser saw; undefined if there was none. */
  readonly last: () => string | undefined;
  readonly onEvent: (id: string) => void;
  readonly onConnection: (connection: Connection) => void;
  /** The session has ended. */
  readonly onStranger: () => void;
  readonly collector: ChangeCollector;
}

/** Follows the events of the server, until the signal. Of all windows of a browser one does. */
export async function lead(leadership: Leadership, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A browser that gets its network back need not wait for the pause of the client.
    const attempt = new AbortController();
    const restart = (): void => attempt.abort();
    addEventListener("online", restart, { once: true });
    signal.addEventListener("abort", restart, { once: true });
    try {
      await followOnce(leadership, attempt.signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof HandsFreeProblem) {
        if (error.status === 401) return leadership.onStranger();
        if (error.code === "events_expired") {
          leadership.onEvent("latest");
          leadership.collector.addEverything();
          continue;
        }
      }
      leadership.onConnection("reconnecting");
      if (!attempt.signal.aborted) await sleep(pause, attempt.signal);
    } finally {
      removeEventListener("online", restart);
      signal.removeEventListener("abort", restart);
    }
  }
}

async function followOnce(
  { last, onEvent, onConnection, collector }: Leadership,
  signal: AbortSignal,
): Promise<void> {
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isFirst = last() === undefined;
  const client = createClient({
    url: location.origin,
    fetch: watchedFetch({
      onBytes: () => {
        onConnection("live");
        clearTimeout(silence);
        silence = setTimeout(() => onConnection("behind"), longestSilence);
        // What was read before the stream began can have changed in between.
        if (isFirst) collector.addEverything();
        isFirst = false;
      },
      onBreak: () => {
        clearTimeout(silence);
        onConnection("reconnecting");
      },
    }),
  });
  try {
    const after = last() ?? "latest";
    for await (const { id, type, record, log_id: log } of client.events.stream({ after, signal })) {
      onEvent(id);
      collector.add({ kind: record.kind, id: record.id, type });
      if (log !== null) collector.add({ kind: "action_log", id: log, type: "action_log.recorded" });
    }
  } finally {
    clearTimeout(silence);
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
