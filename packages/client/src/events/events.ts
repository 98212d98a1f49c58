import type { EventJson, EventPageJson } from "@handsfree/wire/events";
import type { CallOptions, Settings } from "../options.ts";
import type { Pace } from "../pace.ts";
import { type Requester, targetOf } from "../requester.ts";
import { streamEvents } from "./stream-events.ts";

/** The events that a call asks for. */
export interface EventFilter {
  /** The id of the event before the first one that is wanted. `latest` is the newest event so far. */
  readonly after?: string | undefined;
  /** Only these types, for example `pending_action.confirmed`. Default: all. */
  readonly types?: readonly string[] | undefined;
}

/** The options of a stream. */
export type StreamOptions = EventFilter & Pick<CallOptions, "signal" | "onBehalfOf">;

/** The calls about the one order of all changes. */
export interface Events {
  /** The next events, oldest first. Without `after` from the oldest that is kept. */
  list(
    query?: EventFilter & { readonly limit?: number },
    options?: CallOptions,
  ): Promise<EventPageJson>;
  /**
   * The events as they happen, without end. Without `after` from now on. After a break of the connection or a restart of
   * the server the stream goes on behind the last event, so that each event comes once. It ends by `break`, or by the
   * signal, with whose reason it then rejects.
   *
   * @throws {HandsFreeProblem} `events_expired` if events after that position were removed: read the records anew.
   */
  stream(options?: StreamOptions): AsyncGenerator<EventJson, undefined>;
}

export function eventsOf(requester: Requester, pace: Pace, settings: Settings): Events {
  return {
    list: async ({ types, ...query } = {}, options = {}) => {
      const request = { ...options, query: { ...query, types: types?.join(",") } };
      return (await requester.call("GET /v1/events", request)) as EventPageJson;
    },
    async *stream({ after = "latest", types, ...options } = {}) {
      const source = {
        requester,
        pace,
        settings,
        target: targetOf("/v1/events/stream", { query: { types: types?.join(",") } }),
        options,
      };
      for await (const event of streamEvents(source, after)) {
        if (event.record.id !== null) requester.wakeUps.wake(event.record.id);
        yield event;
      }
      return undefined;
    },
  };
}
