import { type Executor, retryOnConflict } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** Does a transaction again when it lost against another. Only the caller can repeat one of its own. */
export function retried<T>(db: Executor<Database>, work: () => Promise<T>): Promise<T> {
  return db.isTransaction ? work() : retryOnConflict(work);
}
