import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, WebhookReplayRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { ifGiven, requireObject, requireSignal, requireUuid } from "../../validate.ts";
import { keptReason } from "../inbox/kept-text.ts";
import { countReplay } from "./count.ts";
import { encodeFilter, type ReplayFilter, requireFilter } from "./filter.ts";
import { markBatch } from "./mark-batch.ts";
import { requireRate } from "./rate.ts";
import { findReplay, findReplayRow, toReplay, type WebhookReplay } from "./replay.ts";
import { optionalWorker } from "../../person.ts";
import { retried } from "../../retried.ts";

/** Which events to replay, and how. */
export interface NewReplay {
  readonly filter: ReplayFilter;
  /**
   * A UUID of the caller's for this replay. The same call with the same one goes on with it where it was cut off, and
   * makes no event due twice. Default: a new one.
   */
  readonly id?: string | undefined;
  /** How many become due in a second, from 0.001 to 100,000. Default: all at once. */
  readonly eventsPerSecond?: number | null | undefined;
  /** Who asks, in at most 1000 characters. */
  readonly requestedBy?: string | null | undefined;
  /** Why, in at most 1000 characters; secrets in it are redacted. */
  readonly reason?: string | null | undefined;
  /** Ends it between two batches of events; it can then be resumed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes all events that match a filter due again, as `replayWebhookEvent` does with one, and on record under one
 * id. They become due at the rate; how soon they are then worked on is up to the workers. Events that are received
 * after it has begun are not of it.
 *
 * It goes in transactions of at most 500 events and is on record before the first, so that what cuts it off leaves
 * nothing half done: `resumeReplay` goes on.
 *
 * @returns the replay; its `completedAt` is null where it was stopped, or the signal was aborted, before its end.
 * @throws {InvalidInputError} naming the field.
 */
export async function replayWebhookEvents(
  db: Executor<Database>,
  request: NewReplay,
  context: Context = systemContext,
): Promise<WebhookReplay> {
  requireCall(db, context);
  ifGiven("signal", requireObject("request", request).signal, requireSignal);
  const row = await begin(db, request, atOneInstant(context));
  return (await run(db, row.id, request.signal, context)) ?? toReplay(row);
}

/**
 * Goes on with a replay that was cut off; any number of callers may, and no event becomes due twice for it. One
 * that is done or stopped stays as it is.
 *
 * @returns the replay; undefined where there is none with this id.
 * @throws {InvalidInputError} when the id is not a UUID.
 */
export async function resumeReplay(
  db: Executor<Database>,
  id: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
  context: Context = systemContext,
): Promise<WebhookReplay | undefined> {
  requireCall(db, context);
  return run(
    db,
    requireUuid("id", id),
    ifGiven("signal", requireObject("options", options).signal, requireSignal),
    context,
  );
}

async function begin(
  db: Executor<Database>,
  request: NewReplay,
  context: Context,
): Promise<WebhookReplayRow> {
  const filter = requireFilter(request.filter);
  const row: WebhookReplayRow = {
    id: request.id === undefined ? context.newId() : requireUuid("id", request.id),
    filter: encodeFilter(filter),
    requested_by: optionalWorker("requestedBy", request.requestedBy, context),
    reason: keptReason(request.reason, context),
    events: 0,
    events_per_second: requireRate(request.eventsPerSecond),
    marked: 0,
    position: null,
    next_due_at: null,
    completed_at: null,
    stopped_at: null,
    created_at: context.now(),
  };
  const before = await findReplayRow(db, row.id);
  if (before !== undefined) return requireSame(before, row);
  const { events } = await countReplay(db, filter, context);
  const inserted = await db
    .insertInto("webhook_replays")
    .values({ ...row, events })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) return { ...row, events };
  return requireSame((await findReplayRow(db, row.id)) ?? row, row);
}

/** A repeat is one only if it says the same. */
function requireSame(before: WebhookReplayRow, row: WebhookReplayRow): WebhookReplayRow {
  if (before.filter === row.filter && before.events_per_second === row.events_per_second) {
    return before;
  }
  throw new InvalidInputError(
    "id",
    "is that of a replay with another filter or rate; leave it out for a new replay",
  );
}

async function run(
  db: Executor<Database>,
  id: string,
  signal: AbortSignal | undefined,
  context: Context,
): Promise<WebhookReplay | undefined> {
  const mark = (): Promise<boolean> => markBatch(db, id, context);
  for (let more = true; more;) {
    if (signal?.aborted) break;
    // Two replays that meet in the same events can lock each other out.
    more = await retried(db, mark);
  }
  return findReplay(db, id);
}
