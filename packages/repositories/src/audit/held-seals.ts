import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { timeValue } from "./exact-time.ts";

/**
 * Finds the seals with a row whose idempotency key is still needed, because it has not expired or its run has not
 * ended. Without the row a retry would run the side effect again. Keys that never expire, which adopted rows have, do
 * not count.
 *
 * @param before an exact time; later rows are not read.
 */
export async function findHeldSeals(
  db: Executor<Database>,
  { before, now }: { readonly before: string; readonly now: Date },
): Promise<ReadonlySet<number>> {
  const rows = db
    .selectFrom("action_logs")
    .innerJoin("audit_leaves", "audit_leaves.log_id", "action_logs.id")
    .select("audit_leaves.seal_number as number")
    .where("action_logs.created_at", "<", timeValue(before));
  const live = await rows
    .where("action_logs.owned_key", "is not", null)
    .where("action_logs.key_expires_at", ">", now)
    .distinct()
    .execute();
  const running = await rows
    .innerJoin("action_runs", "action_runs.owned_key", "action_logs.owned_key")
    .distinct()
    .execute();
  return new Set([...live, ...running].map(({ number }) => number));
}
