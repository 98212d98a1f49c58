import type { EventRow } from "@handsfree/schema";
import { type SystemActionType, systemActionTypes } from "../action-logs/system-types.ts";
import { nilUser } from "../person.ts";
import type { EventType } from "./event-types.ts";

/** One change of one record. It says what to read again, and holds no content. */
export interface FeedEvent {
  /** Its place in the feed, from 1. Later events have larger ones, with gaps. */
  readonly id: number;
  readonly type: EventType;
  readonly at: Date;
  /** UUID of the record's owner; null for a record without one, such as a webhook event or the policies. */
  readonly userId: string | null;
  /** What changed. The id is null for a change without a record, or if it was erased. */
  readonly record: { readonly kind: string; readonly id: string | null };
  /** UUID of the action log with the details; null if there is none. */
  readonly logId: string | null;
}

/** The kinds of events that different callers may see. */
export type EventGroup = "actions" | "commands" | "webhooks";

/** An event, and which callers may see it at all. */
export interface GroupedEvent {
  readonly event: FeedEvent;
  readonly group: EventGroup;
}

/** @param id the place of the row, which rows of the feed have. */
export function toEvent(row: EventRow, id: number): GroupedEvent {
  const at = row.created_at;
  const userId = row.user_id === nilUser ? null : row.user_id;
  const type = typeOf(row);
  switch (row.source) {
    case "action_log": {
      const kind = kindOf(row.detail);
      // The target of a run is a text of its caller's, so the log stands for the run.
      const record =
        kind === undefined || kind === "action_run"
          ? { kind: "action_log", id: row.row_id }
          : { kind, id: row.subject };
      const group = kind === "command" ? "commands" : "actions";
      return { event: { id, type, at, userId, record, logId: row.row_id }, group };
    }
    case "command": {
      const record = { kind: "command", id: row.subject };
      return {
        event: { id, type, at, userId, record, logId: null },
        group: "commands",
      };
    }
    default: {
      const record = { kind: "webhook_event", id: row.subject };
      return { event: { id, type, at, userId: null, record, logId: null }, group: "webhooks" };
    }
  }
}

/** The type of a row's event. All types of logs that callers choose are one. */
export function typeOf({ source, detail }: Pick<EventRow, "source" | "detail">): EventType {
  switch (source) {
    case "action_log":
      return kindOf(detail) === undefined ? "action_log.recorded" : (detail as SystemActionType);
    case "command":
      return "command.recorded";
    default:
      return `webhook_event.${detail}` as EventType;
  }
}

/** The kind of record that a log of HandsFree's own is about; undefined for a log of a caller's. */
function kindOf(actionType: string): string | undefined {
  if (!Object.hasOwn(systemActionTypes, actionType)) return undefined;
  return actionType.slice(0, actionType.indexOf("."));
}
