import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { retried } from "../retried.ts";

/** The most entries that get their positions in one transaction. */
const mostAtOnce = 1000;

/**
 * Gives the committed entries that have none yet their positions, in the order of their inserts. On DuckDB rows get
 * theirs when they are inserted. The lock of the row `placed` makes one caller at a time do so, and each of them sees
 * the positions of the one before: so positions become visible in their order, in any order of commits.
 * A change that was made after another one was committed has the larger number, since the database counts inserts.
 */
export async function placeEntries(db: Executor<Database>): Promise<void> {
  // In a transaction of the caller's, the lock would last as long as that.
  if (db.isTransaction) return;
  const placeSome = () =>
    retried(db, () => db.transaction().execute((transaction) => place(transaction)));
  await placeAll(db, placeSome);
}

/** Does so in a transaction that is about to delete rows, and so must know their positions. */
export async function placeEntriesWithin(transaction: Transaction<Database>): Promise<void> {
  await placeAll(transaction, () => place(transaction));
}

async function placeAll(db: Executor<Database>, placeSome: () => Promise<number>): Promise<void> {
  if (engineOf(db) === "duckdb") return;
  let placed = mostAtOnce;
  while (placed === mostAtOnce) placed = (await isAnyWaiting(db)) ? await placeSome() : 0;
}

/** Without a lock, since mostly there is none. */
async function isAnyWaiting(db: Executor<Database>): Promise<boolean> {
  const { rows } =
    await sql`select 1 from feed_entries where position is null order by entry limit 1`.execute(db);
  return rows.length > 0;
}

async function place(transaction: Transaction<Database>): Promise<number> {
  const { position: last } = await transaction
    .selectFrom("feed_state")
    .select("position")
    .where("name", "=", "placed")
    .forUpdate()
    .executeTakeFirstOrThrow();
  // A statement of its own, so that it sees what the holder of the lock before has committed.
  const { numAffectedRows = 0n } = await sql`
    update feed_entries set position = ${last} + numbered.number
    from (
      select entry, row_number() over (order by entry) as number
      from (select entry from feed_entries where position is null order by entry limit ${mostAtOnce}) as waiting
    ) as numbered
    where feed_entries.entry = numbered.entry`.execute(transaction);
  const placed = Number(numAffectedRows);
  if (placed === 0) return 0;
  await transaction
    .updateTable("feed_state")
    .set({ position: last + placed })
    .where("name", "=", "placed")
    .execute();
  return placed;
}
