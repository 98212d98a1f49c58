import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, WebhookReplayRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context } from "../../context.ts";
import { decodeFilter, matches } from "./filter.ts";
import { markEvents } from "./mark-events.ts";
import { dueTimes } from "./rate.ts";
import { changedRows } from "../../changed-rows.ts";

/** The maximum per transaction, so that other writers do not wait long. */
const atATime = 500;

/**
 * Makes the next events of a replay due and records its position, in one transaction. A caller that resumes the replay,
 * in this process or another, continues after them.
 *
 * @returns whether there is more to do; false if the replay is complete, stopped or unknown.
 */
export function markBatch(
  db: Executor<Database>,
  replayId: string,
  context: Context,
): Promise<boolean> {
  const instant = atOneInstant(context);
  return inTransaction(db, async (transaction) => {
    const replay = await takeTurn(transaction, replayId);
    if (replay === undefined) return false;
    const ids = await findNext(transaction, replay);
    const { due, nextDueAt } = dueTimes(replay, ids.length, instant.now());
    const marked = await markEvents(transaction, replay, ids, due, instant);
    const more = ids.length === atATime;
    await transaction
      .updateTable("webhook_replays")
      .set({
        marked: replay.marked + marked,
        position: ids.at(-1) ?? replay.position,
        next_due_at: nextDueAt,
        completed_at: more ? null : instant.now(),
      })
      .where("id", "=", replayId)
      .execute();
    return more;
  });
}

/** Locks the replay until this transaction ends, so that no other caller resumes or stops it. */
async function takeTurn(
  transaction: Transaction<Database>,
  replayId: string,
): Promise<WebhookReplayRow | undefined> {
  // On PostgreSQL, concurrent callers wait for this row.
  const changed = await changedRows(
    transaction
      .updateTable("webhook_replays")
      .set((replay) => ({ marked: replay.ref("marked") }))
      .where("id", "=", replayId)
      .where("completed_at", "is", null)
      .where("stopped_at", "is", null),
  );
  if (changed === 0) return undefined;
  return transaction
    .selectFrom("webhook_replays")
    .selectAll()
    .where("id", "=", replayId)
    .executeTakeFirst();
}

/** In the order of ids, after the last one, so that each event is visited once. */
async function findNext(
  transaction: Transaction<Database>,
  replay: WebhookReplayRow,
): Promise<string[]> {
  let query = transaction
    .selectFrom("webhook_events")
    .select("webhook_events.id")
    .where(matches(decodeFilter(replay.filter), replay.created_at))
    .where("payload_removed_at", "is", null);
  if (replay.position !== null) query = query.where("webhook_events.id", ">", replay.position);
  const rows = await query.orderBy("webhook_events.id").limit(atATime).execute();
  return rows.map(({ id }) => id);
}
