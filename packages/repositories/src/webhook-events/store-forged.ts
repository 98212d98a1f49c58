import { executeAll, type Executor, shareTransaction, type SharedWork } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { toWebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";
import type { ForgedReceipt } from "./receipt.ts";
import { addCounts, holdKept, rejectionHour } from "./rejection-hour.ts";

interface Forged {
  readonly row: NewEventRow & { readonly rejection: string };
  /** The limit of the hour. */
  readonly perHour: number;
}

/**
 * Stores a forged delivery, or only counts it if the hour's limit is reached. Deliveries that come together are counted
 * by one update of the hour's row, and that row makes the limit exact under concurrency.
 *
 * @param perHour the limit.
 */
export async function storeForged(
  db: Executor<Database>,
  row: Forged["row"],
  perHour: number,
): Promise<ForgedReceipt> {
  const { rejection } = row;
  const isKept = await shareTransaction(db, keeping, { row, perHour });
  if (!isKept) return { outcome: "dropped", rejection };
  return { outcome: "rejected", rejection, event: toWebhookEvent(row) };
}

/** Says of each delivery whether it is kept. */
const keeping: SharedWork<Database, Forged, boolean> = {
  bytes: ({ row: { body, headers } }) => 1000 + (body?.length ?? 0) + 2 * (headers?.length ?? 0),
  async run(transaction, deliveries) {
    const kept = new Set<Forged>();
    const hours = Map.groupBy(deliveries, hourOf);
    // In one order, so that no two transactions wait for each other's rows.
    for (const key of [...hours.keys()].toSorted()) {
      for (const one of await keepOfHour(transaction, hours.get(key) ?? [])) kept.add(one);
    }
    const inserts = [...kept].map(({ row }) =>
      transaction.insertInto("webhook_events").values(row),
    );
    await executeAll(transaction, inserts);
    return deliveries.map((delivery) => kept.has(delivery));
  },
};

function hourOf({ row }: Forged): string {
  return rejectionHour(row.source, row.received_at).key;
}

/** Counts the deliveries of one hour. @returns those for which it has room. */
async function keepOfHour(
  transaction: Transaction<Database>,
  deliveries: readonly Forged[],
): Promise<readonly Forged[]> {
  const [first] = deliveries;
  if (first === undefined) return [];
  const hour = rejectionHour(first.row.source, first.row.received_at);
  const before = await holdKept(transaction, hour);
  const kept: Forged[] = [];
  for (const one of deliveries) if (before + kept.length < one.perHour) kept.push(one);
  await addCounts(transaction, hour, {
    kept: kept.length,
    dropped: deliveries.length - kept.length,
  });
  return kept;
}
