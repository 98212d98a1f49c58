import { setTimeout } from "node:timers/promises";

const maximumAttempts = 1000;

/** Repeats work that lost a race, which callers of a driver without a queue must do themselves. */
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

/** After a COMMIT that lost the race Kysely's ROLLBACK fails too, and hides the reason. */
function isConflict(error: unknown): boolean {
  return (
    error instanceof Error &&
    /conflict|duplicate key|cannot rollback - no transaction/i.test(error.message)
  );
}
