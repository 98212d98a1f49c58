import type { WebhookEventState } from "@handsfree/schema";
import { sql } from "kysely";
import { deleteEvents } from "../feed/delete-events.ts";
import { removeWebhookPayloads } from "../webhook-events/remove-payloads.ts";
import { lookAt } from "./look.ts";
import { untilNone } from "./repeat.ts";
import { justAfter, type RetentionRule } from "./rule.ts";
import { deleteRows, sweepRule } from "./sweep.ts";

/** The states of an event that is still to be processed. */
const open: readonly WebhookEventState[] = ["received", "processing", "failed"];
const isOpen = sql<boolean>`webhook_events.state in (${sql.join(open.map((state) => sql.lit(state)))})`;

const hourMilliseconds = 3_600_000;

/** Keeps the body's length and digest, and the key that recognizes a late retry. */
export const webhookPayloadsRule: RetentionRule = {
  look: (db, { before }) =>
    lookAt(db, {
      table: "webhook_events",
      time: "received_at",
      scope: sql`(payload_removed_at is null and (body is not null or payload is not null))`,
      isDue: sql`(received_at <= ${before} and not ${isOpen})`,
    }),
  remove: (db, { limits, batchSize, context }) => {
    const removal = { receivedBefore: justAfter(limits), limit: batchSize };
    return untilNone(db, async () => (await removeWebhookPayloads(db, removal, context)).events);
  },
};

export const webhookEventsRule: RetentionRule = sweepRule({
  table: "webhook_events",
  key: "id",
  time: "received_at",
  scope: sql`state <> 'rejected'`,
  due: ({ before }) => sql`(received_at <= ${before} and not ${isOpen})`,
  remove: async (transaction, { which }) => {
    const ids = await deleteEvents(transaction, "webhook_events", which);
    if (ids.length === 0) return 0;
    const ofEvents = sql<boolean>`event_id in (${sql.join(ids)})`;
    await deleteEvents(transaction, "webhook_transitions", ofEvents);
    return ids.length;
  },
});

export const rejectedWebhooksRule: RetentionRule = sweepRule({
  table: "webhook_events",
  key: "id",
  time: "received_at",
  scope: sql`state = 'rejected'`,
  due: ({ before }) => sql`received_at <= ${before}`,
  remove: async (transaction, { which }) =>
    (await deleteEvents(transaction, "webhook_events", which)).length,
});

export const rejectionCountsRule: RetentionRule = sweepRule({
  table: "webhook_rejection_counts",
  key: "hour_key",
  time: "hour",
  scope: sql`true`,
  // Not before the hour is over: without its count, the source's limit would begin again.
  due: ({ now, before }) =>
    sql`(hour <= ${before} and hour <= ${new Date(now.getTime() - hourMilliseconds)})`,
  remove: deleteRows("webhook_rejection_counts"),
});

export const webhookReplaysRule: RetentionRule = sweepRule({
  table: "webhook_replays",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  // A replay can be stopped until its last event is processed.
  due: ({ before }) => sql`(created_at <= ${before}
    and coalesce(completed_at, stopped_at) is not null and webhook_replays.id not in (
    select replay_id from webhook_events where replay_id is not null and ${isOpen}))`,
  remove: deleteRows("webhook_replays"),
});
