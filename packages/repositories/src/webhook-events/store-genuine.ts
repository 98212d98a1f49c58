import { DatabaseError, engineOf, type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";
import { findEarlierDelivery } from "./earlier-delivery.ts";
import type { NewEventRow } from "./event-row.ts";
import type { GenuineReceipt } from "./receipt.ts";
import { changedRows } from "../changed-rows.ts";

/** An earlier event can be deleted meanwhile, but hardly this often while one delivery is stored. */
const mostAttempts = 10;

/**
 * Stores a genuine delivery, or counts it on the event that it repeats: an event with its hook, id and body or, within
 * the window, its body.
 *
 * @param hookId the sender's id of the hook; null if the sender does not send one.
 * @param window in seconds; 0 for none.
 * @throws {DatabaseError} `write_conflict`, retryable, if the first event is deleted again and again.
 */
export async function storeGenuine(
  db: Executor<Database>,
  row: NewEventRow,
  hookId: string | null,
  window: number,
): Promise<GenuineReceipt> {
  const earlier = await findEarlierDelivery(db, row, hookId);
  if (earlier) {
    const receipt = await countDuplicate(db, row, earlier.event, "delivery_id", earlier.sameBody);
    if (receipt) return receipt;
  }
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const receipt =
      row.owned_body === null
        ? await storeById(db, row)
        : await inTransaction(db, (transaction) => storeByIdAndBody(transaction, row, window));
    if (receipt) return receipt;
  }
  throw new DatabaseError(
    "write_conflict",
    "the first event of this delivery is deleted again and again",
    {
      retryable: true,
    },
  );
}

/**
 * A first delivery is one insert, which shares its statement with others; undefined if the first event was deleted
 * meanwhile.
 */
async function storeById(
  db: Executor<Database>,
  row: NewEventRow,
): Promise<GenuineReceipt | undefined> {
  const inserted = await db
    .insertInto("webhook_events")
    .values(row)
    .onConflict((conflict) => conflict.column("owned_delivery").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) return { outcome: "stored", event: toWebhookEvent(row) };
  const first = await findOwner(db, "owned_delivery", row.owned_delivery);
  return first && countDuplicate(db, row, first, "delivery_id");
}

/**
 * One transaction. On DuckDB no other write runs meanwhile, so the look-ups stay valid. On PostgreSQL two transactions
 * may free an old key or insert; the unique keys let one win, and the other looks again.
 */
async function storeByIdAndBody(
  db: Executor<Database>,
  row: NewEventRow,
  window: number,
): Promise<GenuineReceipt | undefined> {
  const byId = await findOwner(db, "owned_delivery", row.owned_delivery);
  if (byId) return countDuplicate(db, row, byId, "delivery_id");
  const byBody = await findOwner(db, "owned_body", row.owned_body);
  if (byBody && isWithin(byBody, row, window)) return countDuplicate(db, row, byBody, "body");
  if (byBody) {
    await db
      .updateTable("webhook_events")
      .set({ owned_body: null })
      .where("id", "=", byBody.id)
      .execute();
  }
  const inserted = await db
    .insertInto("webhook_events")
    .values(row)
    .onConflict((conflict) =>
      // ON CONFLICT without a column checks both keys, for which DuckDB reads the whole table.
      engineOf(db) === "postgres"
        ? conflict.doNothing()
        : conflict.column("owned_delivery").doNothing(),
    )
    .returning("id")
    .executeTakeFirst();
  return inserted && { outcome: "stored", event: toWebhookEvent(row) };
}

async function findOwner(
  db: Executor<Database>,
  key: "owned_delivery" | "owned_body",
  value: string | null,
): Promise<WebhookEvent | undefined> {
  if (value === null) return undefined;
  const row = await db
    .selectFrom("webhook_events")
    .select(eventColumns)
    .where(key, "=", value)
    .executeTakeFirst();
  return row && toWebhookEvent(row);
}

/** At its end the window no longer holds. */
function isWithin(first: WebhookEvent, row: NewEventRow, window: number): boolean {
  return row.received_at.getTime() < first.receivedAt.getTime() + window * 1000;
}

async function countDuplicate(
  db: Executor<Database>,
  { received_at: now }: NewEventRow,
  first: WebhookEvent,
  matched: "delivery_id" | "body",
  sameBody: true | null = true,
): Promise<GenuineReceipt | undefined> {
  const changed = await changedRows(
    db
      .updateTable("webhook_events")
      .set({ duplicates: sql`duplicates + 1`, last_duplicate_at: now })
      .where("id", "=", first.id),
  );
  if (changed === 0) return undefined;
  return {
    outcome: "duplicate",
    event: { ...first, duplicates: first.duplicates + 1, lastDuplicateAt: now },
    matched,
    sameBody,
  };
}
