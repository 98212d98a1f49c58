import { type Database, replayableStates, type WebhookReplayRow } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import type { Context } from "../../context.ts";
import { transitionRow } from "../inbox/transition.ts";

interface Due {
  readonly event_id: string;
  readonly for_replay: string;
  readonly due_at: Date;
}

/**
 * Makes these events due for a replay, if they can still be replayed, and records each.
 *
 * @param ids in ascending order, and after all earlier ids of the replay.
 * @param due when each can be claimed.
 * @returns the number of events made due.
 */
export async function markEvents(
  transaction: Transaction<Database>,
  replay: WebhookReplayRow,
  ids: readonly string[],
  due: readonly Date[],
  context: Context,
): Promise<number> {
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return 0;
  // SET has no parameters: in an UPDATE with FROM, DuckDB counts those of FROM first.
  const rows = ids.map(
    (id, index) =>
      sql`(cast(${id} as uuid), cast(${replay.id} as uuid), cast(${due[index]} as timestamptz))`,
  );
  const values = sql<Due>`(values ${sql.join(rows)})`;
  await transaction
    .updateTable("webhook_events")
    .from(values.as<"due">(sql`due(event_id, for_replay, due_at)`))
    .set((event) => ({
      state: sql.lit("received"),
      state_before_replay: event.ref("webhook_events.state"),
      replay_id: event.ref("due.for_replay"),
      next_attempt_at: event.ref("due.due_at"),
    }))
    .whereRef("webhook_events.id", "=", "due.event_id")
    .where("webhook_events.state", "in", replayableStates)
    // On PostgreSQL the body can be removed after the events were found.
    .where("webhook_events.payload_removed_at", "is", null)
    .execute();
  // Read after the update, since on PostgreSQL a worker can claim a failed event in between.
  const marked = await transaction
    .selectFrom("webhook_events")
    .select(["id", "attempts", "replay_id"])
    .where("replay_id", "=", replay.id)
    .where("id", ">=", first)
    .where("id", "<=", last)
    .execute();
  if (marked.length === 0) return 0;
  const record = {
    transition: "replayed",
    worker: replay.requested_by,
    replayId: replay.id,
    reason: replay.reason,
  } as const;
  await transaction
    .insertInto("webhook_transitions")
    .values(marked.map((row) => transitionRow({ row, ...record }, context)))
    .execute();
  return marked.length;
}
