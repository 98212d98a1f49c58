import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { lastPosition } from "../feed/positions.ts";

/** Whether anybody wants notices, or a trigger waits, so that the feed is read. */
export async function isAnyoneWaiting(db: Executor<Database>): Promise<boolean> {
  const { rows } = await sql`select 1 from (
      select id from github_connections where login is not null
      union all select id from notice_subscriptions
      union all select id from event_triggers where ended_at is null
    ) as wanted limit 1`.execute(db);
  return rows.length > 0;
}

/**
 * Makes the function that lets notices begin at the present end of the feed, if no one wanted them before: nothing has
 * read the feed meanwhile. It is called in the transaction that adds the first who does, before that is added.
 */
export async function beginAtEnd(
  db: Executor<Database>,
): Promise<(transaction: Transaction<Database>) => Promise<void>> {
  const last = await lastPosition(db);
  return async (transaction) => {
    if (await isAnyoneWaiting(transaction)) return;
    await transaction
      .updateTable("feed_state")
      .set({ position: sql`greatest(position, ${last})` })
      .where("name", "=", "noticed")
      .execute();
  };
}
