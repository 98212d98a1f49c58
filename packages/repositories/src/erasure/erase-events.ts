import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Context } from "../context.ts";
import { type AgedKey, isOneOf } from "../keys-by-age.ts";
import { transitionRow } from "../webhook-events/inbox/transition.ts";
import { webhookEventTransitions } from "../webhook-events/inbox/transitions.ts";
import { type Erasure, eraseBatch } from "./batches.ts";
import type { PartialCounts } from "./counts.ts";
import { eventsAbout } from "./events-about.ts";
import { anyOf } from "./search-text.ts";
import type { Subject } from "./subject.ts";
import { changedRows } from "../changed-rows.ts";

/** The condition that an event still has content that could be about a person. */
export const hasWords: RawBuilder<boolean> = anyOf(
  ["body", "payload", "headers", "last_error"].map((column) => sql`${sql.ref(column)} is not null`),
);
/** The condition that a transition has a reason, which can quote the body. */
export const hasReason: RawBuilder<boolean> = sql`reason is not null`;
/** Fewer than usual, since each event has several transitions. */
const eventsAtOnce = 100;

/**
 * Removes the content of deliveries about the person. Their types, times and keys are kept, so that a late retry is
 * still a duplicate. An event that was still to be processed becomes `ignored` by the transition `erased`, and a worker
 * that has it loses its lease.
 */
export async function eraseEvents(erasure: Erasure, subject: Subject): Promise<void> {
  const found: AgedKey[] = [];
  const flush = async (): Promise<void> => {
    const keys = found.splice(0);
    if (keys.length === 0) return;
    await eraseBatch(erasure, (transaction) => clearEvents(transaction, keys, erasure.context));
  };
  for await (const key of eventsAbout(erasure.db, subject)) {
    if (found.push(key) >= eventsAtOnce) await flush();
  }
  await flush();
}

async function clearEvents(
  transaction: Transaction<Database>,
  keys: readonly AgedKey[],
  context: Context,
): Promise<PartialCounts> {
  const which = isOneOf({ key: "id", time: "received_at" }, keys);
  const cleared = await transaction
    .updateTable("webhook_events")
    .set({
      body: null,
      payload: null,
      headers: null,
      last_error: null,
      payload_removed_at: sql<Date>`coalesce(payload_removed_at, ${context.now()})`,
    })
    .where(which)
    .where(hasWords)
    .returning("id")
    .execute();
  await endOpen(transaction, which, context);
  const changed = await changedRows(
    transaction
      .updateTable("webhook_transitions")
      .set({ reason: null })
      .where(
        "event_id",
        "in",
        keys.map(({ key }) => key),
      )
      .where(hasReason),
  );
  return {
    webhook_events: { cleared: cleared.length },
    webhook_transitions: { cleared: changed },
  };
}

/**
 * Ends the work on events that were still to be processed. This comes after the bodies are removed, because an ended
 * event can be replayed while it has its body.
 */
async function endOpen(
  transaction: Transaction<Database>,
  which: RawBuilder<boolean>,
  context: Context,
): Promise<void> {
  const ended = await transaction
    .updateTable("webhook_events")
    .set({
      state: "ignored",
      completed_at: context.now(),
      next_attempt_at: null,
      lease_sha256: null,
      lease_expires_at: null,
      state_before_replay: null,
    })
    .where(which)
    .where("state", "in", webhookEventTransitions.erased.from)
    .returning(["id", "attempts", "replay_id"])
    .execute();
  if (ended.length === 0) return;
  const records = ended.map((row) =>
    transitionRow({ row, transition: "erased", replayId: row.replay_id }, context),
  );
  await transaction.insertInto("webhook_transitions").values(records).execute();
}
