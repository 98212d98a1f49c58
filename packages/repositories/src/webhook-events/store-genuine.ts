import { DatabaseError, engineOf, type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";
import { findEarlierDelivery } from "./earlier-delivery.ts";
import type { NewEventRow } from "./event-row.ts";
import type { GenuineReceipt } from "./receipt.ts";
import { changedRows } from "../changed-rows.ts";

/** What can stand in the way can also go, but hardly as often as this while one delivery is stored. */
const mostAttempts = 10;

/**
 * Stores a genuine delivery, or counts it on the first one that it repeats: one with its hook, id and body or, within
 * the window, its body.
 *
 * @param hookId which of the sender's hooks told us; null where the sender does not say.
 * @param window in seconds; 0 for none.
 * @throws {DatabaseError} `write_conflict`, retryable, when the first one goes again and again.
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
  throw new DatabaseError("write_conflict", "the first event of this delivery went just now", {
    retryable: true,
  });
}

/** The first delivery is one insert, which others share; undefined where the first one went meanwhile. */
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
 * In a transaction: on DuckDB nobody else writes meanwhile, so what was looked for stays as it was. On
 * PostgreSQL two may free an old owner, or insert; the keys let one of them win, and the other looks again.
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
      // Without a column it stands for both keys, for which DuckDB would read the whole table.
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

/** At the window's end it is over. */
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
