import { changeAndRecord, DatabaseError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { toWebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";
import type { ForgedReceipt } from "./receipt.ts";
import { beginRejectionHour, countDropped, countKept, rejectionHour } from "./rejection-hour.ts";
import { changedRows } from "../changed-rows.ts";

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
  const hour = rejectionHour(row.source, row.received_at);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    // Looked for first: a flood of forged ones must not take the writer's time from genuine ones.
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
  throw new DatabaseError("write_conflict", "the counts of forged deliveries went just now", {
    retryable: true,
  });
}
