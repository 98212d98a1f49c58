import { setTimeout } from "node:timers/promises";

const maximumAttempts = 1000;

/** What a caller of a driver without a queue must do itself: losers of a race throw, and run again. */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === maximumAttempts || !isConflict(error)) throw error;
      await setTimeout(Math.random() * Math.min(attempt, 10));
    }
  }
}

/** Where a COMMIT lost the race, Kysely's ROLLBACK then fails as well, and hides why. */
function isConflict(error: unknown): boolean {
  return (
    error instanceof Error &&
    /conflict|duplicate key|cannot rollback - no transaction/i.test(error.message)
  );
}
