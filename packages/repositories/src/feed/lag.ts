import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireSignal, requireTime } from "../validate.ts";
import {
  findEnabledEndpoints,
  isForEndpoint,
  mostNotStored,
} from "../webhook-endpoints/deliveries/fan-out.ts";
import type { WebhookEndpoint } from "../webhook-endpoints/endpoint.ts";
import { readPlacedRows } from "./read-rows.ts";
import { tailOf } from "./tail.ts";
import { withVisibility } from "./visibility.ts";

/** How many events are looked at for endpoints. While events are sent, all endpoints are nearer to the end than that. */
const looked = { atOnce: 1000, pages: 5 } as const;

/** How long committed events have been waiting for their readers, in seconds; 0 if none waits. */
export interface FeedLag {
  /**
   * The oldest event that this process has not read for those who follow the feed at its end. Those who read older events
   * from the database do not count; without followers nothing waits.
   */
  readonly followers: number;
  /**
   * The oldest event for which an enabled webhook endpoint has no delivery yet, though it wants one. It waits since it
   * was made or, if that is later, since the endpoint was changed or enabled.
   */
  readonly webhookEndpoints: number;
}

/**
 * Measures how far the readers of the feed are behind.
 *
 * @param db the database, not a transaction, with which the followers follow.
 * @param signal ends the statements with an error.
 * @throws {InvalidInputError} for an invalid argument.
 */
export async function measureFeedLag(
  db: Executor<Database>,
  signal?: AbortSignal,
  context: Context = systemContext,
): Promise<FeedLag> {
  requireCall(db, context);
  ifGiven("signal", signal, requireSignal);
  const now = requireTime("context.now", context.now());
  const { position } = tailOf(db, context);
  return db.connection().execute(
    async (connection) => {
      const unread = position === undefined ? undefined : await oldestAfter(connection, position);
      const undelivered = await oldestWanted(connection, context);
      return { followers: ageOf(unread, now), webhookEndpoints: ageOf(undelivered, now) };
    },
    { signal },
  );
}

/** The clocks of servers differ a little. @returns seconds. */
function ageOf(since: Date | undefined, now: Date): number {
  return since === undefined ? 0 : Math.max(0, (now.getTime() - since.getTime()) / 1000);
}

/** The time of the oldest event that comes after a place, or has none yet. */
async function oldestAfter(db: Executor<Database>, position: number): Promise<Date | undefined> {
  const events = db
    .selectFrom("events")
    .select((event) => event.fn.min<Date | null>("created_at").as("oldest"));
  const { oldest: placed } = await events.where("id", ">", position).executeTakeFirstOrThrow();
  if (engineOf(db) === "duckdb") return placed ?? undefined;
  const { oldest: unplaced } = await events.where("id", "is", null).executeTakeFirstOrThrow();
  return earlier(placed ?? undefined, unplaced ?? undefined);
}

/** Since when the oldest event waits that an endpoint wants and has not got. */
async function oldestWanted(db: Executor<Database>, context: Context): Promise<Date | undefined> {
  let waiting: readonly WebhookEndpoint[] = await findEnabledEndpoints(db);
  let oldest: Date | undefined;
  let after = Math.min(...waiting.map(({ position }) => position));
  for (let page = 0; page < looked.pages && waiting.length > 0; page++) {
    const { events, until, isEnd } = await readPlacedRows(db, after, looked.atOnce);
    const seen = await withVisibility(db, events, context);
    waiting = waiting.filter((endpoint) => {
      const first = seen.find(
        (one) => one.event.id > endpoint.position && isForEndpoint(one, endpoint),
      );
      if (first === undefined) return true;
      oldest = earlier(oldest, later(first.event.at, endpoint.updatedAt));
      return false;
    });
    const last = seen.at(-1)?.event.at;
    if (isEnd || last === undefined) return oldest;
    after = until;
    if (page < looked.pages - 1) continue;
    // No reader has looked at all these events for them, so the later ones, which they may want, wait too.
    for (const { position, updatedAt } of waiting) {
      if (position + mostNotStored < after) oldest = earlier(oldest, later(last, updatedAt));
    }
  }
  return oldest;
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one <= other ? one : other;
}

function later(one: Date, other: Date): Date {
  return one >= other ? one : other;
}
