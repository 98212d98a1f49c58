import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "./context.ts";
import { requireTime } from "./validate.ts";

/**
 * Commits one row to learn whether writes still reach the disk; nothing less finds out that it is full.
 *
 * @throws {DatabaseError} when they do not.
 */
export async function probeWrites(
  db: Executor<Database>,
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const probed_at = requireTime("context.now", context.now());
  await db
    .insertInto("write_probe")
    .values({ id: 1, probed_at })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ probed_at }))
    .execute();
}
