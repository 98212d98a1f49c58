import { changeAndRecord, DatabaseError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type UpdateQueryBuilder, type UpdateResult } from "kysely";
import { escapeSlashes } from "../escape-slashes.ts";
import { toWebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";
import type { ForgedReceipt } from "./receipt.ts";

const hourMilliseconds = 3_600_000;
/** The row of counts can go, but hardly as often as this while one delivery is stored. */
const mostAttempts = 10;

/**
 * Keeps a forged delivery, or only counts it when the hour's are full. All of a source and an hour meet at one
 * row of counts, so the limit is exact however many come at once.
 *
 * @param perHour how many are kept.
 */
export async function storeForged(
  db: Executor<Database>,
  row: NewEventRow & { readonly rejection: string },
  perHour: number,
): Promise<ForgedReceipt> {
  const { rejection } = row;
  const hour = new Date(
    Math.floor(row.received_at.getTime() / hourMilliseconds) * hourMilliseconds,
  );
  const key = `${escapeSlashes(row.source)}/${hour.toISOString()}`;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    // Looked for first: a flood of forged ones must not take the writer's time from genuine ones.
    const counts = await db
      .selectFrom("webhook_rejection_counts")
      .select("kept")
      .where("hour_key", "=", key)
      .executeTakeFirst();
    if (counts === undefined) {
      await db
        .insertInto("webhook_rejection_counts")
        .values({ hour_key: key, source: row.source, hour, kept: 0, dropped: 0 })
        .onConflict((conflict) => conflict.column("hour_key").doNothing())
        .execute();
    }
    const insert = db.insertInto("webhook_events").values(row);
    const hasRoom = (counts?.kept ?? 0) < perHour;
    if (hasRoom && (await changeAndRecord(db, countKept(db, key, perHour), [insert]))) {
      return { outcome: "rejected", rejection, event: toWebhookEvent(row) };
    }
    const { numUpdatedRows } = await countDropped(db, key, perHour).executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) return { outcome: "dropped", rejection };
  }
  throw new DatabaseError("write_conflict", "the counts of forged deliveries went just now", {
    retryable: true,
  });
}

type CountUpdate = UpdateQueryBuilder<
  Database,
  "webhook_rejection_counts",
  "webhook_rejection_counts",
  UpdateResult
>;

function countKept(db: Executor<Database>, key: string, perHour: number): CountUpdate {
  return (
    db
      .updateTable("webhook_rejection_counts")
      .set({ kept: sql`kept + 1` })
      .where("hour_key", "=", key)
      // One CASE of several columns: beside a comparison of another column DuckDB would not use the index.
      .where(sql<boolean>`case when kept < ${perHour} and dropped >= 0 then true else false end`)
  );
}

function countDropped(db: Executor<Database>, key: string, perHour: number): CountUpdate {
  return db
    .updateTable("webhook_rejection_counts")
    .set({ dropped: sql`dropped + 1` })
    .where("hour_key", "=", key)
    .where(sql<boolean>`case when kept >= ${perHour} and dropped >= 0 then true else false end`);
}
