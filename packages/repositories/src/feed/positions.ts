import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
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

/**
 * Whether a reader who has the events up to a place would miss some: retention has removed later ones, or the feed has
 * not come so far, since the database is an older copy of the one that the reader knows.
 *
 * @returns the place from which all events are there; undefined if the reader misses none.
 */
export async function missingAfter(
  db: Executor<Database>,
  position: number,
): Promise<number | undefined> {
  const removed = await removedUntil(db);
  if (position === removed) return undefined;
  const isThere = position > removed && position <= (await highestGiven(db));
  return isThere ? undefined : removed;
}

/** The highest position that was given out, also to a row that is gone. */
async function highestGiven(db: Executor<Database>): Promise<number> {
  if (engineOf(db) === "postgres") return readState(db, "placed");
  const { rows } = await sql<{ last: number | null }>`
    select last_value as last from duckdb_sequences()
    where database_name = current_database() and sequence_name = 'feed_positions'`.execute(db);
  return rows[0]?.last ?? 0;
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
