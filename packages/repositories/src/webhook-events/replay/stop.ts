import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject, requireUuid } from "../../validate.ts";
import { inboxColumns, type InboxRow } from "../inbox/find-row.ts";
import { forEach } from "../../work/for-each.ts";
import { keptReason } from "../inbox/kept-text.ts";
import { type EventTransition, makeEventTransition } from "../inbox/transition.ts";
import { findReplay, type WebhookReplay } from "./replay.ts";
import { optionalWorker } from "../../person.ts";

/** The maximum number of events restored per transaction. */
const atATime = 500;

/** A request to stop a replay. */
export interface ReplayStop {
  /** The replay's id. */
  readonly id: string;
  /** The person who asks, at most 1000 characters. */
  readonly requestedBy?: string | null | undefined;
  /** The reason, at most 1000 characters; secrets in it are redacted. */
  readonly reason?: string | null | undefined;
}

/** The result of stopping a replay. */
export type StoppedReplay =
  | {
      readonly outcome: "stopped";
      readonly replay: WebhookReplay;
      /** The number of events that this call restored. */
      readonly restored: number;
    }
  | { readonly outcome: "not_found" };

/**
 * Stops a replay, also one of a single event. It makes no more events due, and those not claimed yet get their earlier
 * states, attempts and errors back. A `failed` event is due at once, since the rest of its back-off was not stored.
 * Claimed events are unchanged. A stop that was interrupted is completed by another one.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function stopReplay(
  db: Executor<Database>,
  stop: ReplayStop,
  context: Context = systemContext,
): Promise<StoppedReplay> {
  requireCall(db, context);
  const { id, requestedBy, reason } = requireObject("stop", stop);
  const instant = atOneInstant(context);
  const replayId = requireUuid("id", id);
  const record = {
    worker: optionalWorker("requestedBy", requestedBy, context),
    reason: keptReason(reason, context),
  };
  // Every transaction that makes events due for this replay reads this first.
  await db
    .updateTable("webhook_replays")
    .set({ stopped_at: instant.now() })
    .where("id", "=", replayId)
    .where("stopped_at", "is", null)
    .execute();
  const replay = await findReplay(db, replayId);
  if (replay === undefined) return { outcome: "not_found" };
  let restored = 0;
  for (;;) {
    const waiting = await findWaiting(db, replayId);
    if (waiting.length === 0) return { outcome: "stopped", replay, restored };
    const results = await forEach(db, waiting, (row) => putBack(db, row, record, instant));
    restored += results.filter(Boolean).length;
  }
}

function findWaiting(db: Executor<Database>, replayId: string): Promise<InboxRow[]> {
  return db
    .selectFrom("webhook_events")
    .select(inboxColumns)
    .where("replay_id", "=", replayId)
    .where("state", "=", "received")
    .where("state_before_replay", "is not", null)
    .limit(atATime)
    .execute();
}

async function putBack(
  db: Executor<Database>,
  row: InboxRow,
  record: { readonly worker: string | null; readonly reason: string | null },
  context: Context,
): Promise<boolean> {
  const { state_before_replay: before, replay_id: replayId } = row;
  if (before === null) return false;
  const transition: EventTransition = {
    row,
    transition: "replay_stopped",
    to: before,
    ...record,
    replayId,
    set: {
      next_attempt_at: before === "failed" ? context.now() : null,
      replay_id: null,
      state_before_replay: null,
    },
    guard: (event) =>
      event.and([event("replay_id", "=", replayId), event("state_before_replay", "=", before)]),
  };
  // The record's id is made in the transaction, so that ids have the order of the changes.
  return inTransaction(db, (transaction) => makeEventTransition(transaction, transition, context));
}
