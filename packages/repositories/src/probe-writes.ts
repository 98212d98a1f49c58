import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "./context.ts";
import { requireTime } from "./validate.ts";

/**
 * Commits one row to check that writes still reach the disk. Only a commit shows that the disk is full.
 *
 * @throws {DatabaseError} if the write fails.
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
