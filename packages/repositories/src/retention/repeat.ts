import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { RemovedBatch } from "./rule.ts";
import { retried } from "../retried.ts";

/** Removes batches until one is empty. */
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
