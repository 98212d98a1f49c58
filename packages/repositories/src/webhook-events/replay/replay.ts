import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database, WebhookReplayRow } from "@handsfree/schema";
import { requireCall } from "../../context.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import { decodeFilter, type ReplayFilter } from "./filter.ts";

/** Events that were made due again together, and how far that is. */
export interface WebhookReplay {
  readonly id: string;
  /** Which events; of a replay of one event it has `eventId` alone. */
  readonly filter: ReplayFilter & { readonly eventId?: string };
  /** Who asked for it; null where nobody has said. */
  readonly requestedBy: string | null;
  readonly reason: string | null;
  /** How many matched when it began. */
  readonly events: number;
  /** How many it has made due so far; less than `events` at its end where some were taken by others. */
  readonly marked: number;
  /** How many become due in a second; null for all at once. */
  readonly eventsPerSecond: number | null;
  /** When the last of them was made due; null while it is not done, or it was stopped before. */
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
 * A replay, and how far it is.
 *
 * @throws {InvalidInputError} when the id is not a UUID.
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
 * Replays, of one event too, newest first.
 *
 * @throws {InvalidInputError} for a bad limit or cursor.
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
