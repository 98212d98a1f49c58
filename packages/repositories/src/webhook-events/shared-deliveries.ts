import { engineOf, executeAll, type Executor, insertRows, type SharedWork } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { isOneOf } from "../one-of.ts";
import {
  DeliveryDecisions,
  type EventKeys,
  type FirstEvent,
  type GenuineDelivery,
} from "./delivery-decisions.ts";
import { isDuplicateKey } from "../duplicate-key.ts";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";
import type { GenuineReceipt } from "./receipt.ts";

/** Undefined for a delivery whose first event was deleted, or was inserted by another transaction, meanwhile. */
type Stored = GenuineReceipt | undefined;

/**
 * Stores deliveries that come together. Each gets the outcome that it would have in a transaction of its own, in their
 * order.
 */
class SharedDeliveries implements SharedWork<Database, GenuineDelivery, Stored> {
  /**
   * Whether to look for events with the keys of the deliveries first. Otherwise, such an event fails the insert of all
   * on DuckDB. It is rare, and a look takes as long as a third of the insert.
   */
  #looks = false;

  bytes({ row: { body, headers } }: GenuineDelivery): number {
    return 2000 + (body?.length ?? 0) + 2 * (headers?.length ?? 0);
  }

  async run(
    transaction: Transaction<Database>,
    deliveries: readonly GenuineDelivery[],
  ): Promise<Stored[]> {
    const asked = deliveries.some(({ row, looks }) => looks === true || row.owned_body !== null);
    const found = asked || this.#looks ? await findByKeys(transaction, deliveries) : [];
    const decisions = new DeliveryDecisions(found);
    const decided = deliveries.map((delivery) => decisions.decide(delivery));
    await freeBodies(transaction, decisions.outlived);
    try {
      await insert(transaction, decisions.added);
      this.#looks = found.length > 0;
    } catch (error) {
      this.#looks ||= isDuplicateKey(error);
      throw error;
    }
    await countRepeated(transaction, decisions.repeated);
    return decided.map(({ first, receipt }) => (first.lost ? undefined : receipt));
  }
}

const works = new WeakMap<Executor<Database>, SharedDeliveries>();

/** The work that stores the deliveries of a database. */
export function sharedDeliveriesOf(
  db: Executor<Database>,
): SharedWork<Database, GenuineDelivery, Stored> {
  const work = works.get(db) ?? new SharedDeliveries();
  works.set(db, work);
  return work;
}

/** Finds the events in the table that have a key of one of the deliveries. */
async function findByKeys(
  transaction: Transaction<Database>,
  deliveries: readonly GenuineDelivery[],
): Promise<EventKeys[]> {
  const found = new Map<string, EventKeys>();
  for (const key of ["owned_delivery", "owned_body"] as const) {
    const values = new Set(deliveries.map(({ row }) => row[key]).filter((value) => value !== null));
    if (values.size === 0) continue;
    const rows = await transaction
      .selectFrom("webhook_events")
      .select([...eventColumns, "owned_delivery", "owned_body"])
      .where(isOneOf(key, "text", [...values]))
      .execute();
    for (const row of rows) {
      const { owned_delivery: ownedDelivery, owned_body: ownedBody } = row;
      found.set(row.id, { event: toWebhookEvent(row), ownedDelivery, ownedBody });
    }
  }
  return [...found.values()];
}

/** Takes their bodies' keys from events. */
async function freeBodies(
  transaction: Transaction<Database>,
  events: readonly WebhookEvent[],
): Promise<void> {
  const updates = events.map(({ id }) =>
    transaction.updateTable("webhook_events").set({ owned_body: null }).where("id", "=", id),
  );
  await executeAll(transaction, updates);
}

/**
 * Inserts events. On DuckDB no other transaction writes meanwhile, and ON CONFLICT is slow. On PostgreSQL another one
 * may insert a key first.
 */
async function insert(
  transaction: Transaction<Database>,
  added: readonly FirstEvent[],
): Promise<void> {
  const rows = added.map(({ row }) => row).filter((row) => row !== undefined);
  if (engineOf(transaction) === "duckdb") {
    await insertRows(transaction, "webhook_events", rows);
    return;
  }
  const inserts = rows.map((row) =>
    transaction
      .insertInto("webhook_events")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("id"),
  );
  const results = await executeAll(transaction, inserts);
  for (const [index, first] of added.entries()) first.lost = results[index]?.rows.length === 0;
}

/** Counts repetitions on events that are in the table. */
async function countRepeated(
  transaction: Transaction<Database>,
  repeated: readonly FirstEvent[],
): Promise<void> {
  // In one order, so that no two transactions wait for each other's rows.
  const inOrder = repeated.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1));
  const updates = inOrder.map(({ event: { id, lastDuplicateAt }, repeated: count }) =>
    transaction
      .updateTable("webhook_events")
      .set({ duplicates: sql`duplicates + ${count}`, last_duplicate_at: lastDuplicateAt })
      .where("id", "=", id),
  );
  const results = await executeAll(transaction, updates);
  for (const [index, first] of inOrder.entries()) {
    first.lost = results[index]?.numAffectedRows === 0n;
  }
}
