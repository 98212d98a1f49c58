import { engineOf, type Executor } from "@handsfree/query";
import type { Database, NotificationChannelRow } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { lastPosition } from "../feed/positions.ts";

/**
 * Reads a channel to change it. On PostgreSQL the row is locked, so that no other transaction changes it meanwhile; on
 * DuckDB there is one writer.
 */
export function holdChannel(
  transaction: Transaction<Database>,
  id: string,
): Promise<NotificationChannelRow | undefined> {
  return transaction
    .selectFrom("notification_channels")
    .selectAll()
    .where("id", "=", id)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/** Whether anybody is told of actions, so that the feed is read. */
export async function isAnyChannelEnabled(db: Executor<Database>): Promise<boolean> {
  const row = await db
    .selectFrom("notification_channels")
    .select("id")
    .where("state", "=", "enabled")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Makes the function that lets notices begin at the present end of the feed, if no channel was enabled before: nothing
 * has read the feed meanwhile. It is called in the transaction that enables a channel.
 */
export async function beginAtEnd(
  db: Executor<Database>,
): Promise<(transaction: Transaction<Database>) => Promise<void>> {
  const last = await lastPosition(db);
  return async (transaction) => {
    if (await isAnyChannelEnabled(transaction)) return;
    await transaction
      .updateTable("feed_state")
      .set({ position: sql`greatest(position, ${last})` })
      .where("name", "=", "notified")
      .execute();
  };
}
