import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireList, requireObject, requireOneOf, requireWhole } from "../validate.ts";
import { requirePerson } from "../person.ts";
import type { FeedEvent } from "./event.ts";
import { type EventType, eventTypes } from "./event-types.ts";
import { lastPosition, missingAfter, removedUntil } from "./positions.ts";
import { readEventRows } from "./read-rows.ts";
import { type EventReader, type SeenEvent, withVisibility } from "./visibility.ts";

/** The most events of a page, and the most that are looked at for one. */
const limits = { page: 1000, scanned: 5000, atOnce: 1000 } as const;

/** Which events a caller wants. */
export interface EventFilter extends EventReader {
  /** The types of events. Default: all. */
  readonly types?: readonly EventType[] | undefined;
}

/** A place in the feed, and how many events to read from there. */
export interface EventRequest extends EventFilter {
  /** The id of the last event that the caller has, `latest` for the end of the feed, or left out for its begin. */
  readonly after?: number | "latest" | undefined;
  /** From 1 to 1000. Default 100. */
  readonly limit?: number | undefined;
}

/**
 * Events in their order, and from where to read on:
 *
 * - `read`: `next` is the `after` of the next request. `isEnd` says that there are no later events for now. A page can
 *   have fewer events than its limit, or none, before the end.
 * - `expired`: retention has removed events after that place, or the feed has not come to it, since the database is an
 *   older copy. From the place `oldest` on all events are still there.
 */
export type EventPage =
  | {
      readonly outcome: "read";
      readonly events: readonly FeedEvent[];
      readonly next: number;
      readonly isEnd: boolean;
    }
  | { readonly outcome: "expired"; readonly oldest: number };

/**
 * Reads the feed: every change of every record that the caller may see, once, in one order. On PostgreSQL several
 * servers write, and their transactions become visible in another order than they began; a reader still misses none.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function listEvents(
  db: Executor<Database>,
  request: EventRequest,
  context: Context = systemContext,
): Promise<EventPage> {
  requireCall(db, context);
  const filter = requireEventFilter(request);
  const { limit = 100 } = request;
  requireWhole("limit", limit, 1, limits.page);
  const after = await startOf(db, request.after);
  const missing = await missingAfter(db, after);
  if (missing !== undefined) return { outcome: "expired", oldest: missing };
  const events: FeedEvent[] = [];
  let next = after;
  for (let scanned = 0; scanned < limits.scanned; scanned += limits.atOnce) {
    const rows = await readEventRows(db, next, Math.min(limits.atOnce, limit * 2));
    for (const seen of await withVisibility(db, rows.events, context)) {
      if (events.length === limit) return { outcome: "read", events, next, isEnd: false };
      next = seen.event.id;
      if (isWanted(seen, filter)) events.push(seen.event);
    }
    next = rows.until;
    if (rows.isEnd) return { outcome: "read", events, next, isEnd: true };
    if (events.length === limit) break;
  }
  return { outcome: "read", events, next, isEnd: false };
}

async function startOf(db: Executor<Database>, after: EventRequest["after"]): Promise<number> {
  if (after === undefined) return removedUntil(db);
  if (after === "latest") return lastPosition(db);
  return requireWhole("after", after, 0, Number.MAX_SAFE_INTEGER);
}

/** Whether an event is one that the caller wants and may see. */
export function isWanted({ event, isSeenBy }: SeenEvent, filter: EventFilter): boolean {
  return (filter.types?.includes(event.type) ?? true) && isSeenBy(filter);
}

/** @throws {InvalidInputError} naming the field. */
export function requireEventFilter(filter: EventFilter): EventFilter {
  const { userId, groups, types } = requireObject("request", filter);
  ifGiven("userId", userId, requirePerson);
  if (!(groups instanceof Set)) {
    throw new InvalidInputError("groups", "must be a set of actions, commands and webhooks");
  }
  ifGiven("types", types, requireTypes);
  return { userId: userId?.toLowerCase(), groups, types };
}

function requireTypes(field: string, types: readonly EventType[]): readonly EventType[] {
  for (const type of requireList(field, types)) requireOneOf(field, type, eventTypes);
  return types;
}
