import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { placeEntries } from "./place-entries.ts";

/** Retention has removed events up to this position; 0 if it has removed none. */
export async function removedUntil(db: Executor<Database>): Promise<number> {
  return readState(db, "removed");
}

/** The position of the last event. */
export async function lastPosition(db: Executor<Database>): Promise<number> {
  await placeEntries(db);
  const last =
    engineOf(db) === "duckdb" ? await highestOfEvents(db) : await readState(db, "placed");
  // The last events can be removed.
  return Math.max(last, await removedUntil(db));
}

async function highestOfEvents(db: Executor<Database>): Promise<number> {
  const { highest } = await db
    .selectFrom("events")
    .select((event) => event.fn.max<number | null>("id").as("highest"))
    .executeTakeFirstOrThrow();
  return highest ?? 0;
}

async function readState(db: Executor<Database>, name: "placed" | "removed"): Promise<number> {
  const { position } = await db
    .selectFrom("feed_state")
    .select("position")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return position;
}
