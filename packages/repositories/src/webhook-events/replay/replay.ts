import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database, WebhookReplayRow } from "@handsfree/schema";
import { requireCall } from "../../context.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import { decodeFilter, type ReplayFilter } from "./filter.ts";

/** A replay, and its progress. */
export interface WebhookReplay {
  readonly id: string;
  /** The filter; for a replay of one event, its `eventId` alone. */
  readonly filter: ReplayFilter & { readonly eventId?: string };
  /** The person who asked; null if not given. */
  readonly requestedBy: string | null;
  readonly reason: string | null;
  /** The number of matching events when the replay began. */
  readonly events: number;
  /** The number of events made due so far. At the end it can be less than `events`, if others changed some. */
  readonly marked: number;
  /** How many events become due per second; null for all at once. */
  readonly eventsPerSecond: number | null;
  /** When the last event was made due; null if the replay is not complete, or was stopped before. */
  readonly completedAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly createdAt: Date;
}

export function toReplay(row: WebhookReplayRow): WebhookReplay {
  return {
    id: row.id,
    filter: decodeFilter(row.filter),
    requestedBy: row.requested_by,
    reason: row.reason,
    events: row.events,
    marked: row.marked,
    eventsPerSecond: row.events_per_second,
    completedAt: row.completed_at,
    stoppedAt: row.stopped_at,
    createdAt: row.created_at,
  };
}

export function findReplayRow(
  db: Executor<Database>,
  id: string,
): Promise<WebhookReplayRow | undefined> {
  return db
    .selectFrom("webhook_replays")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
}

/**
 * Finds a replay, with its progress.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findReplay(
  db: Executor<Database>,
  id: string,
): Promise<WebhookReplay | undefined> {
  requireCall(db);
  const row = await findReplayRow(db, id);
  return row && toReplay(row);
}

/**
 * Lists replays, those of one event included, newest first.
 *
 * @throws {InvalidInputError} for an invalid limit or cursor.
 */
export async function listReplays(
  db: Executor<Database>,
  request: PageRequest = {},
): Promise<Page<WebhookReplay>> {
  requireCall(db);
  const query = db.selectFrom("webhook_replays").selectAll();
  const page = await fetchPage(db, query, "created_at", requireObject("request", request));
  return { ...page, items: page.items.map(toReplay) };
}
