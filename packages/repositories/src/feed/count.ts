import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireWhole } from "../validate.ts";
import { typeOf } from "./event.ts";
import type { EventType } from "./event-types.ts";
import { lastPosition } from "./positions.ts";

/** The most positions of one count, so that a caller who was away for long does not wait for long. */
const mostAtOnce = 100_000;

/** How many events of each type there were. */
export interface EventCounts {
  readonly counts: ReadonlyMap<EventType, number>;
  /** The position up to which they are counted: the next count goes on from there. */
  readonly next: number;
}

/**
 * Counts the events of all users after a position, up to 100,000 at a time.
 *
 * @param after the position; undefined for the end of the feed, where nothing is counted yet.
 * @throws {InvalidInputError} naming the field.
 */
export async function countEvents(
  db: Executor<Database>,
  after: number | undefined,
  context: Context = systemContext,
): Promise<EventCounts> {
  requireCall(db, context);
  ifGiven("after", after, (field, value) => requireWhole(field, value, 0, Number.MAX_SAFE_INTEGER));
  const last = await lastPosition(db);
  if (after === undefined) return { counts: new Map(), next: last };
  const next = Math.max(after, Math.min(last, after + mostAtOnce));
  const rows = await db
    .selectFrom("events")
    .where("id", ">", after)
    .where("id", "<=", next)
    .groupBy(["source", "detail"])
    .select(({ fn }) => ["source", "detail", fn.countAll().as("count")])
    .execute();
  const counts = new Map<EventType, number>();
  for (const { count, ...row } of rows) {
    const type = typeOf(row);
    counts.set(type, (counts.get(type) ?? 0) + Number(count));
  }
  return { counts, next };
}
