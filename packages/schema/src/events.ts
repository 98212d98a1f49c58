import type { ColumnType, Selectable } from "kysely";

type ReadOnly<T> = ColumnType<T, never, never>;

/** The tables whose new rows are events. */
export type EventSource = "action_log" | "command" | "webhook_event" | "webhook_transition";

/** A view of all changes in one order. The engine fills it from the rows of four tables. */
export interface EventView {
  /** The place of the event in the feed, from 1; null for rows from before there was a feed. */
  id: ReadOnly<number | null>;
  source: ReadOnly<EventSource>;
  /** The type of the log, `recorded`, `received`, `rejected`, or the transition of the webhook event. */
  detail: ReadOnly<string>;
  /** The owner of the record; null for webhook events. */
  user_id: ReadOnly<string | null>;
  /** The target of the log, or the id of the command or the webhook event. */
  subject: ReadOnly<string | null>;
  /** The id of the row. */
  row_id: ReadOnly<string>;
  created_at: ReadOnly<Date>;
}

/** An event as it is read. */
export type EventRow = Selectable<EventView>;

/** How far the feed has come. */
export interface FeedStateTable {
  name: "placed" | "removed" | "notified" | "noticed";
  position: number;
}
