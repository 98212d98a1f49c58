import { engineOf } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { isLive } from "./action.ts";

/**
 * Makes the proposals of one user wait for each other until the end of their transactions, so that what
 * one of them counts stays true until it has inserted. DuckDB's one writer does so by itself.
 */
export async function waitForTurn(
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

/** How many of the user's actions can still be decided. */
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
