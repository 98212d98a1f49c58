import { changeAndRecord, DatabaseError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { toWebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";
import type { ForgedReceipt } from "./receipt.ts";
import { beginRejectionHour, countDropped, countKept, rejectionHour } from "./rejection-hour.ts";
import { changedRows } from "../changed-rows.ts";

/** Another transaction can delete the row of counts, but hardly this often while one delivery is stored. */
const mostAttempts = 10;

/**
 * Stores a forged delivery, or only counts it if the hour's limit is reached. All deliveries of a source and an hour
 * update one row of counts, so the limit is exact under concurrency.
 *
 * @param perHour the limit.
 */
export async function storeForged(
  db: Executor<Database>,
  row: NewEventRow & { readonly rejection: string },
  perHour: number,
): Promise<ForgedReceipt> {
  const { rejection } = row;
  const hour = rejectionHour(row.source, row.received_at);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    // Read first: a flood of forged deliveries must not take the writer's time from genuine ones.
    const counts = await db
      .selectFrom("webhook_rejection_counts")
      .select("kept")
      .where("hour_key", "=", hour.key)
      .executeTakeFirst();
    if (counts === undefined) await beginRejectionHour(db, hour);
    const insert = db.insertInto("webhook_events").values(row);
    const hasRoom = (counts?.kept ?? 0) < perHour;
    if (hasRoom && (await changeAndRecord(db, countKept(db, hour, perHour), [insert]))) {
      return { outcome: "rejected", rejection, event: toWebhookEvent(row) };
    }
    const changed = await changedRows(countDropped(db, hour, 1));
    if (changed > 0) return { outcome: "dropped", rejection };
  }
  throw new DatabaseError(
    "write_conflict",
    "the counts of forged deliveries are deleted again and again",
    {
      retryable: true,
    },
  );
}
