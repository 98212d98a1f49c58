import type { Executor } from "@handsfree/query";
import { type Database, type WebhookEventState, webhookEventStates } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requireObject, requireOneOf, requireText } from "../validate.ts";
import { type CountedRow, countRecords, millisecondsBetween } from "./count-records.ts";
import { requireRange, type StatisticsRange } from "./range.ts";
import type { Statistics } from "./statistics.ts";

/** The properties by which webhook events can be counted. */
export const webhookEventNames = ["source", "event_type", "rejection"] as const;
/** One of `webhookEventNames`. */
export type WebhookEventName = (typeof webhookEventNames)[number];

/** The webhook events to count. */
export interface WebhookEventCountFilter extends StatisticsRange {
  /** The column of the names. Default `source`. */
  readonly by?: WebhookEventName | undefined;
  readonly source?: string | undefined;
}

/**
 * Counts the webhook events that were received in a range of time, by source, type or rejection, and by state. Their
 * time is that from the receipt to the end of the work; it leaves out events that were replayed.
 *
 * @throws {InvalidInputError} for an invalid range or filter.
 */
export async function countWebhookEvents(
  db: Executor<Database>,
  filter: WebhookEventCountFilter = {},
  context: Context = systemContext,
): Promise<Statistics<WebhookEventState>> {
  requireCall(db, context);
  const { by = "source", source, ...times } = requireObject("filter", filter);
  requireOneOf("by", by, webhookEventNames);
  const range = requireRange(times, context);
  const received = sql.ref<Date>("received_at");
  const completed = sql.ref<Date | null>("completed_at");
  let rows = db
    .selectFrom("webhook_events")
    .where("received_at", ">=", range.since)
    .where("received_at", "<", range.until)
    .select([
      `${by} as name`,
      "received_at as at",
      "state as outcome",
      sql<number | null>`case when state = 'processed' and replay_id is null
        then ${millisecondsBetween(db, received, completed)} end`.as("ms"),
    ])
    .$castTo<CountedRow>();
  if (source !== undefined) rows = rows.where("source", "=", requireText("source", source));
  return countRecords(db, { rows, outcomes: webhookEventStates, isTimed: true, range });
}
