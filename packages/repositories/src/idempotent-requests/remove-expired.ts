import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { changedRows } from "../changed-rows.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { retried } from "../retried.ts";
import { idempotencyLimits } from "./limits.ts";

/**
 * Removes requests whose idempotency keys are older than a day, the oldest first, at most 500 of them. Callers do not
 * depend on it: such a key can be used again before it is removed.
 *
 * @returns how many were removed; if they are fewer than 500, none are left.
 */
export async function removeExpiredRequests(
  db: Executor<Database>,
  context: Context = systemContext,
): Promise<number> {
  requireCall(db, context);
  const end = new Date(context.now().getTime() - idempotencyLimits.life * 1000);
  return retried(db, async () => {
    const expired = await db
      .selectFrom("idempotent_requests")
      .select("owned_key")
      .where("created_at", "<=", end)
      .orderBy("created_at")
      .limit(idempotencyLimits.removed)
      .execute();
    if (expired.length === 0) return 0;
    const keys = expired.map(({ owned_key }) => owned_key);
    return changedRows(
      db
        .deleteFrom("idempotent_requests")
        .where("owned_key", "in", keys)
        // Another caller can have begun the next request with a key.
        .where("created_at", "<=", end),
    );
  });
}
