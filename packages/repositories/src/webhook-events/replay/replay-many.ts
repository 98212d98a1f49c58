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

/** A replay of all events that match a filter. */
export interface NewReplay {
  readonly filter: ReplayFilter;
  /**
   * The caller's UUID for this replay. A repetition of the call with the same id resumes an interrupted replay, and
   * makes no event due twice. Default: a new id.
   */
  readonly id?: string | undefined;
  /** How many events become due per second, from 0.001 to 100,000. Default: all at once. */
  readonly eventsPerSecond?: number | null | undefined;
  /** The person who asks, at most 1000 characters. */
  readonly requestedBy?: string | null | undefined;
  /** The reason, at most 1000 characters; secrets in it are redacted. */
  readonly reason?: string | null | undefined;
  /** Interrupts the replay between two batches; it can be resumed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes all events that match a filter due again, under one replay id. They become due at the rate; the workers decide
 * how soon they are processed. Events received after the replay began do not belong to it.
 *
 * The replay is recorded first and then makes at most 500 events due per transaction, so an interruption leaves nothing
 * half done: `resumeReplay` continues.
 *
 * @returns the replay; its `completedAt` is null if it was stopped, or the signal aborted, before its end.
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
 * Resumes an interrupted replay. Any number of callers can do so; no event becomes due twice for it. A complete or
 * stopped replay is unchanged.
 *
 * @returns the replay, or undefined for an unknown id.
 * @throws {InvalidInputError} if the id is not a UUID.
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

/** A repetition must ask for the same replay. */
function requireSame(before: WebhookReplayRow, row: WebhookReplayRow): WebhookReplayRow {
  if (before.filter === row.filter && before.events_per_second === row.events_per_second) {
    return before;
  }
  throw new InvalidInputError(
    "id",
    "belongs to a replay with another filter or rate; leave it out for a new replay",
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
    // Two replays of the same events can deadlock.
    more = await retried(db, mark);
  }
  return findReplay(db, id);
}
