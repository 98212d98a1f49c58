import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireList } from "../validate.ts";
import { type FeedEvent, toEvent } from "./event.ts";

/**
 * Finds events of all users by their places in the feed, by one statement.
 *
 * @returns the events by their places. One that retention has removed is missing.
 * @throws {InvalidInputError} for a place that is no whole number.
 */
export async function findFeedEvents(
  db: Executor<Database>,
  places: readonly number[],
): Promise<ReadonlyMap<number, FeedEvent>> {
  requireCall(db);
  const ids = [...new Set(requireList("places", places))];
  if (!ids.every((id) => Number.isSafeInteger(id))) {
    throw new InvalidInputError("places", "has one that is no whole number");
  }
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("events").selectAll().where("id", "in", ids).execute();
  return new Map(
    rows.map((row) => {
      const id = row.id ?? 0;
      return [id, toEvent(row, id).event];
    }),
  );
}
