import { DatabaseError, type Executor, shareTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isDuplicateKey } from "../duplicate-key.ts";
import type { GenuineDelivery } from "./delivery-decisions.ts";
import { findEarlierDelivery } from "./earlier-delivery.ts";
import { toWebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";
import type { GenuineReceipt } from "./receipt.ts";
import { sharedDeliveriesOf } from "./shared-deliveries.ts";

/** An earlier event can be deleted meanwhile, but hardly this often while one delivery is stored. */
const mostAttempts = 10;

/** How many deliveries are being stored in a database. */
const underway = new WeakMap<Executor<Database>, number>();

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
  const others = underway.get(db) ?? 0;
  underway.set(db, others + 1);
  try {
    const earlier = await findEarlierDelivery(db, row, hookId);
    const isAlone = others === 0 && !db.isTransaction;
    const receipt =
      isAlone && earlier === undefined && row.owned_body === null
        ? await storeAlone(db, row)
        : undefined;
    return receipt ?? (await storeTogether(db, { row, window, earlier, looks: db.isTransaction }));
  } finally {
    underway.set(db, (underway.get(db) ?? 1) - 1);
  }
}

/** A lone delivery is one statement, which commits by itself. Undefined if an event has its key. */
async function storeAlone(
  db: Executor<Database>,
  row: NewEventRow,
): Promise<GenuineReceipt | undefined> {
  const inserted = await db
    .insertInto("webhook_events")
    .values(row)
    .onConflict((conflict) => conflict.column("owned_delivery").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted && { outcome: "stored", event: toWebhookEvent(row) };
}

/** Deliveries that come together share a transaction. */
async function storeTogether(
  db: Executor<Database>,
  delivery: GenuineDelivery,
): Promise<GenuineReceipt> {
  const work = sharedDeliveriesOf(db);
  let next = delivery;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    try {
      const receipt = await shareTransaction(db, work, next);
      if (receipt) return receipt;
      // What it repeated was deleted, or another transaction was first.
      next = { ...next, earlier: undefined, looks: true };
    } catch (error) {
      if (next.looks === true || !isDuplicateKey(error)) throw error;
      next = { ...next, looks: true };
    }
  }
  throw new DatabaseError(
    "write_conflict",
    "the first event of this delivery is deleted again and again",
    { retryable: true },
  );
}
