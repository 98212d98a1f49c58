import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/**
 * Calls `work` for each item. The calls are concurrent, so that on DuckDB they share statements and commits. In a
 * caller's transaction, which has one connection, they are sequential.
 *
 * @throws the first error, after all calls have ended.
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
