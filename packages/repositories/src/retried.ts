import { type Executor, retryOnConflict } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** Repeats a transaction after a write conflict. Inside a caller's transaction only the caller can repeat it. */
export function retried<T>(db: Executor<Database>, work: () => Promise<T>): Promise<T> {
  return db.isTransaction ? work() : retryOnConflict(work);
}
