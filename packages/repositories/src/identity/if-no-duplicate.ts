import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isDuplicateKey } from "../duplicate-key.ts";
import { retried } from "../retried.ts";

/**
 * Runs work in a transaction of its own, and returns the outcome for a unique value that another transaction took
 * meanwhile. Inside a caller's transaction, which such an error ends, it is thrown.
 */
export async function ifNoDuplicate<Outcome>(
  db: Executor<Database>,
  work: () => Promise<Outcome>,
  taken: Outcome,
): Promise<Outcome> {
  try {
    return await retried(db, work);
  } catch (error) {
    if (db.isTransaction || !isDuplicateKey(error)) throw error;
    return taken;
  }
}
