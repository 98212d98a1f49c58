import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/**
 * Does the same to each: together, so that on DuckDB they share statements and commits, or one after the
 * other in a transaction of the caller's, which has one connection.
 *
 * @throws the first error, once nothing is under way any more.
 */
export async function forEachEvent<Event, Result>(
  db: Executor<Database>,
  events: readonly Event[],
  work: (event: Event) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  if (db.isTransaction) {
    for (const event of events) results.push(await work(event));
    return results;
  }
  for (const settled of await Promise.allSettled(events.map(work))) {
    if (settled.status === "rejected") throw settled.reason;
    results.push(settled.value);
  }
  return results;
}
