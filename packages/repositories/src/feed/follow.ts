import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireObject, requireSignal, requireWhole } from "../validate.ts";
import type { FeedEvent } from "./event.ts";
import { type EventFilter, isWanted, requireEventFilter } from "./list.ts";
import { lastPosition, missingAfter, removedUntil } from "./positions.ts";
import { readEventRows } from "./read-rows.ts";
import { tailOf } from "./tail.ts";
import { withVisibility } from "./visibility.ts";

/** How many events are read at once by a caller who is behind. */
const pageSize = 500;

/** Where to begin, and until when. */
export interface FollowOptions {
  /** The id of the last event that the caller has. Default: the end of the feed. */
  readonly after?: number | undefined;
  /** Ends the feed without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Some events, which can be none, and the position that the caller has reached with them. */
export type FollowedEvents =
  | {
      readonly outcome: "read";
      readonly events: readonly FeedEvent[];
      readonly next: number;
    }
  | { readonly outcome: "expired"; readonly oldest: number };

/**
 * Yields the events of the feed as they come, from a place on, until the signal. All callers of a process share the
 * reading of new events. On DuckDB a commit wakes them; on PostgreSQL, where other servers write too, the process looks
 * ten times a second while it has callers. It yields `expired`, and ends, if retention removed events before the caller
 * had them.
 *
 * @param db must not be a transaction, which does not see the commits of others.
 * @throws {InvalidInputError} naming the field.
 */
export async function* followEvents(
  db: Executor<Database>,
  filter: EventFilter,
  options: FollowOptions = {},
  context: Context = systemContext,
): AsyncGenerator<FollowedEvents, void> {
  requireCall(db, context);
  const wanted = requireEventFilter(filter);
  const { after, signal } = requireObject("options", options);
  ifGiven("after", after, (field, value) => requireWhole(field, value, 0, Number.MAX_SAFE_INTEGER));
  ifGiven("signal", signal, requireSignal);
  if (db.isTransaction) {
    throw new InvalidInputError(
      "db",
      "must be the database; a transaction sees no other's commits",
    );
  }
  using tail = tailOf(db, context).join();
  let position = after ?? (await lastPosition(db));
  const missing = after === undefined ? undefined : await missingAfter(db, after);
  if (missing !== undefined) {
    yield { outcome: "expired", oldest: missing };
    return;
  }
  // So that a caller who gives no place knows from where it follows.
  yield { outcome: "read", events: [], next: position };
  for (;;) {
    if (signal?.aborted) return;
    const recent = tail.after(position);
    if (recent === undefined) {
      const removed = await removedUntil(db);
      if (position < removed) {
        yield { outcome: "expired", oldest: removed };
        return;
      }
      const rows = await readEventRows(db, position, pageSize);
      const seen = await withVisibility(db, rows.events, context);
      position = rows.until;
      const events = seen.filter((one) => isWanted(one, wanted)).map(({ event }) => event);
      if (rows.events.length > 0) yield { outcome: "read", events, next: position };
      if (rows.isEnd) await tail.changed(position, signal);
    } else if (recent.until === position) {
      await tail.changed(position, signal);
    } else {
      position = recent.until;
      const events = recent.events.filter((one) => isWanted(one, wanted)).map(({ event }) => event);
      yield { outcome: "read", events, next: position };
    }
  }
}
