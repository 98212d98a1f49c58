import { type Executor, retryOnConflict } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { RemovedBatch } from "./rule.ts";

/** Does a transaction again when it lost against another; one of the caller's own only the caller can. */
export function retried<T>(db: Executor<Database>, work: () => Promise<T>): Promise<T> {
  return db.isTransaction ? work() : retryOnConflict(work);
}

/** Calls what removes a batch until it finds none. */
export async function* untilNone(
  db: Executor<Database>,
  removeSome: () => Promise<number>,
): AsyncIterable<RemovedBatch> {
  for (;;) {
    const removed = await retried(db, removeSome);
    if (removed === 0) return;
    yield { matched: removed, removed };
  }
}
