import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/**
 * Does the same to each: together, so that on DuckDB they share statements and commits, or one after the
 * other in a transaction of the caller's, which has one connection.
 */
export async function forEachEvent<Event, Result>(
  db: Executor<Database>,
  events: readonly Event[],
  work: (event: Event) => Promise<Result>,
): Promise<Result[]> {
  if (!db.isTransaction) return Promise.all(events.map(work));
  const results: Result[] = [];
  for (const event of events) results.push(await work(event));
  return results;
}
