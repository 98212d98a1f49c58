import { engineOf } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { isLive } from "./action.ts";

/**
 * Makes the transactions of one user's proposals run one after the other, so that the number of open actions cannot
 * change between count and insert. On DuckDB the single writer does this already.
 */
export async function serializeProposals(
  transaction: Transaction<Database>,
  { user_id, created_at }: PendingActionRow,
): Promise<void> {
  if (engineOf(transaction) === "duckdb") return;
  await transaction
    .insertInto("pending_action_quotas")
    .values({ user_id, proposed_at: created_at })
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ proposed_at: created_at }))
    .execute();
}

/** Counts the user's actions that can still be decided. */
export async function countOpenActions(
  transaction: Transaction<Database>,
  { user_id, created_at }: PendingActionRow,
): Promise<number> {
  const { open } = await transaction
    .selectFrom("pending_actions")
    .select((row) => row.fn.countAll().as("open"))
    .where("user_id", "=", user_id)
    .where(isLive(created_at))
    .executeTakeFirstOrThrow();
  return Number(open);
}
