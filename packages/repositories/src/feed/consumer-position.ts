import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";

/**
 * The position up to which a consumer has read the feed.
 *
 * @param purpose `update` locks the row on PostgreSQL, so that one transaction moves it.
 */
export async function consumerPosition(
  db: Executor<Database> | Transaction<Database>,
  name: "noticed" | "notified",
  purpose?: "update",
): Promise<number> {
  const { position } = await db
    .selectFrom("feed_state")
    .select("position")
    .where("name", "=", name)
    .$if(purpose === "update" && engineOf(db) === "postgres", (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
  return position;
}
