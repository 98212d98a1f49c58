import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/**
 * Does the same to each: all together, so that on DuckDB they share statements and commits, or one after the
 * other in a transaction of the caller's, which has one connection.
 *
 * @throws the first error, once all have ended.
 */
export async function forEach<Item, Result>(
  db: Executor<Database>,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  if (db.isTransaction) {
    for (const item of items) results.push(await work(item));
    return results;
  }
  for (const settled of await Promise.allSettled(items.map(work))) {
    if (settled.status === "rejected") throw settled.reason;
    results.push(settled.value);
  }
  return results;
}
