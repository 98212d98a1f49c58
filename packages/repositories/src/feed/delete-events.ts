import type { Database, EventSource } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { placeEntriesWithin } from "./place-entries.ts";

/** What the view of events calls each table. */
const sources: Readonly<Record<EventTable, EventSource>> = {
  action_logs: "action_log",
  commands: "command",
  webhook_events: "webhook_event",
  webhook_transitions: "webhook_transition",
};

/** The tables whose rows are events. */
type EventTable = "action_logs" | "commands" | "webhook_events" | "webhook_transitions";

/** How many rows are looked up at once. */
const batch = 1000;

/**
 * Deletes rows whose inserts are events, by their age. A reader of the feed who has not had these events yet learns that
 * they are missing.
 *
 * @returns the ids of the deleted rows.
 */
export async function deleteEvents(
  transaction: Transaction<Database>,
  table: EventTable,
  which: RawBuilder<boolean>,
): Promise<string[]> {
  const rows = await transaction.selectFrom(table).select("id").where(which).execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await placeEntriesWithin(transaction);
  for (let start = 0; start < ids.length; start += batch) {
    await noteRemoval(transaction, sources[table], ids.slice(start, start + batch));
  }
  if (ids.length === 0) return [];
  // Another run may have deleted some of them meanwhile.
  const deleted = await transaction.deleteFrom(table).where(which).returning("id").execute();
  return deleted.map(({ id }) => id);
}

async function noteRemoval(
  transaction: Transaction<Database>,
  source: EventSource,
  rowIds: readonly string[],
): Promise<void> {
  const { highest } = await transaction
    .selectFrom("events")
    .select((event) => event.fn.max<number | null>("id").as("highest"))
    .where("source", "=", source)
    .where("row_id", "in", rowIds)
    .executeTakeFirstOrThrow();
  if (highest === null) return;
  await transaction
    .updateTable("feed_state")
    .set({ position: sql`greatest(position, ${highest})` })
    .where("name", "=", "removed")
    .execute();
}
