import { InvalidInputError } from "@handsfree/query";
import { type Database, type ReplayableState, replayableStates } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { encodeJson } from "../../json.ts";
import {
  requireList,
  requireObject,
  requireOneOf,
  requireText,
  requireTime,
} from "../../validate.ts";

/** The events to replay. A missing member matches all. */
export interface ReplayFilter {
  readonly source?: string | undefined;
  readonly eventType?: string | undefined;
  /** The states to replay. Default: all four that can be replayed. */
  readonly states?: readonly ReplayableState[] | undefined;
  /** Received at this time or later. */
  readonly since?: Date | undefined;
  /** Received before this time. */
  readonly until?: Date | undefined;
  /** Never replayed, or last replayed by a replay that began before this time. */
  readonly replayedBefore?: Date | undefined;
}

/** @throws {InvalidInputError} naming the field. */
export function requireFilter(filter: ReplayFilter): ReplayFilter {
  const { source, eventType, states, since, until, replayedBefore } = requireObject(
    "filter",
    filter,
  );
  if (states !== undefined && requireList("states", states).length === 0) {
    throw new InvalidInputError("states", "is empty; name one, or leave it out for all");
  }
  return {
    source: source === undefined ? undefined : requireText("source", source),
    eventType: eventType === undefined ? undefined : requireText("eventType", eventType),
    states: states?.map((state) => requireOneOf("states", state, replayableStates)),
    since: since === undefined ? undefined : requireTime("since", since),
    until: until === undefined ? undefined : requireTime("until", until),
    replayedBefore:
      replayedBefore === undefined ? undefined : requireTime("replayedBefore", replayedBefore),
  };
}

/** The condition of a filter. It does not ask whether the body is still there. */
export function matches(
  filter: ReplayFilter,
  receivedUntil: Date,
): (event: ExpressionBuilder<Database, "webhook_events">) => Expression<SqlBool> {
  const { source, eventType, states = replayableStates, since, until, replayedBefore } = filter;
  return (event) => {
    // Events that arrive during a replay do not belong to it; so it ends.
    const all = [event("state", "in", states), event("received_at", "<=", receivedUntil)];
    if (source !== undefined) all.push(event("source", "=", source));
    if (eventType !== undefined) all.push(event("event_type", "=", eventType));
    if (since !== undefined) all.push(event("received_at", ">=", since));
    if (until !== undefined) all.push(event("received_at", "<", until));
    if (replayedBefore === undefined) return event.and(all);
    // Events of later replays are skipped. Retention may have removed earlier replays before their events.
    const later = event
      .selectFrom("webhook_replays")
      .select("webhook_replays.id")
      .where("webhook_replays.created_at", ">=", replayedBefore);
    const before = event.or([event("replay_id", "is", null), event("replay_id", "not in", later)]);
    return event.and([...all, before]);
  };
}

/** Encodes a filter with its members in one order, so that equal filters have equal texts. */
export function encodeFilter(filter: ReplayFilter): string {
  const { source, eventType, states, since, until, replayedBefore } = filter;
  return encodeJson("filter", {
    source,
    event_type: eventType,
    states: states && [...new Set(states)].toSorted(),
    since: since?.toISOString(),
    until: until?.toISOString(),
    replayed_before: replayedBefore?.toISOString(),
  });
}

interface StoredFilter {
  readonly event_id?: string;
  readonly source?: string;
  readonly event_type?: string;
  readonly states?: readonly ReplayableState[];
  readonly since?: string;
  readonly until?: string;
  readonly replayed_before?: string;
}

/** Decodes a stored filter, or the id of the one event of a single replay. */
export function decodeFilter(text: string): ReplayFilter & { readonly eventId?: string } {
  const stored = JSON.parse(text) as StoredFilter;
  return {
    ...(stored.event_id !== undefined && { eventId: stored.event_id }),
    ...(stored.source !== undefined && { source: stored.source }),
    ...(stored.event_type !== undefined && { eventType: stored.event_type }),
    ...(stored.states && { states: stored.states }),
    ...(stored.since !== undefined && { since: new Date(stored.since) }),
    ...(stored.until !== undefined && { until: new Date(stored.until) }),
    ...(stored.replayed_before !== undefined && {
      replayedBefore: new Date(stored.replayed_before),
    }),
  };
}
