import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** What a worker wants. */
export interface ClaimFilter {
  readonly sources: readonly string[] | undefined;
  readonly eventTypes: readonly string[] | undefined;
}

/**
 * The ids of what is due, the longest due first. One condition finds all of it, be it new, failed, or under a lease that
 * has run out, since `next_attempt_at` of what is worked on is the end of its lease: PostgreSQL has an index on
 * it, and DuckDB reads one column.
 */
export async function findDue(
  db: Executor<Database>,
  { sources, eventTypes }: ClaimFilter,
  now: Date,
  limit: number,
): Promise<string[]> {
  let query = db.selectFrom("webhook_events").select("id").where("next_attempt_at", "<=", now);
  if (sources !== undefined) query = query.where("source", "in", sources);
  if (eventTypes !== undefined) query = query.where("event_type", "in", eventTypes);
  const rows = await query.orderBy("next_attempt_at").orderBy("id").limit(limit).execute();
  return rows.map(({ id }) => id);
}

/**
 * The order in which a worker tries them: as many as it wants of the longest due, and where others took those,
 * the rest from a random place on, so that those who came together part.
 */
export function inTurn<T>(due: readonly T[], wanted: number, random: () => number): T[] {
  const rest = due.slice(wanted);
  const from = Math.floor(random() * rest.length);
  return [...due.slice(0, wanted), ...rest.slice(from), ...rest.slice(0, from)];
}
