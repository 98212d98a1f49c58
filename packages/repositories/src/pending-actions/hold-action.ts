import { engineOf } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";

/**
 * Reads an action that the transaction is about to change. On PostgreSQL its row is locked, so that changes by others
 * wait and then see this one; on DuckDB one transaction at a time writes.
 */
export function holdAction(
  transaction: Transaction<Database>,
  id: string,
): Promise<PendingActionRow | undefined> {
  return transaction
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}
