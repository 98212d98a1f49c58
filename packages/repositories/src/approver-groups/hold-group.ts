import { engineOf } from "@handsfree/query";
import type { ApproverGroupRow, Database } from "@handsfree/schema";
import type { Transaction } from "kysely";

/**
 * Reads a group to change it or its members. On PostgreSQL the row is locked, so that no other transaction changes them
 * meanwhile; on DuckDB there is one writer.
 */
export function holdGroup(
  transaction: Transaction<Database>,
  name: string,
): Promise<ApproverGroupRow | undefined> {
  return transaction
    .selectFrom("approver_groups")
    .selectAll()
    .where("name", "=", name)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}
