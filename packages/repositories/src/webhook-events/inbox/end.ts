import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import {
  findHeld,
  findRefusal,
  isHeld,
  type WebhookLeaseHolder,
  type WebhookLeaseRefusal,
} from "./held.ts";
import { keptError, keptWorkersReason } from "./kept-text.ts";
import type { InboxRow } from "./find-row.ts";
import { nextAttemptAfter, requireRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import { type EventTransition, makeEventTransition } from "./transition.ts";
import { requireBoolean, requireObject } from "../../validate.ts";

/** What came of a worker's report. */
export type WebhookReport =
  | {
      readonly outcome: "processed" | "ignored" | "failed" | "dead" | "released";
      readonly event: WebhookEvent;
    }
  | WebhookLeaseRefusal;

/**
 * Says that the work is done. It counts after the lease has run out too, as long as nobody has taken the event
 * over.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function succeedWebhookEvent(
  db: Executor<Database>,
  holder: WebhookLeaseHolder,
  context: Context = systemContext,
): Promise<WebhookReport> {
  requireCall(db, context);
  return report(db, holder, () => ({ transition: "processed", to: "processed" }), context);
}

/**
 * Says that there is nothing to do for this event, and why. That is final, but for a replay.
 *
 * @param holder of `reason` 1000 characters are kept, with its secrets redacted.
 * @throws {InvalidInputError} naming the field.
 */
export async function ignoreWebhookEvent(
  db: Executor<Database>,
  ignored: WebhookLeaseHolder & { readonly reason?: string | null | undefined },
  context: Context = systemContext,
): Promise<WebhookReport> {
  requireCall(db, context);
  const { reason, ...holder } = requireObject("report", ignored);
  const kept = keptWorkersReason(reason, context);
  const end = { transition: "ignored", to: "ignored", reason: kept } as const;
  return report(db, holder, () => end, context);
}

/** A failure, and whether another attempt may help. */
export interface WebhookFailure extends WebhookLeaseHolder {
  /** What went wrong; of it 2000 characters are kept, with its secrets redacted. */
  readonly error: string;
  /** Default true. False gives it up at once. */
  readonly retry?: boolean | undefined;
  /** What is left out is as in `defaultRetryPolicy`. */
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
}

/**
 * Says that the attempt failed. The event is `failed`, and due again after the policy's wait; or `dead`, where
 * no attempts are left or none would help.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function failWebhookEvent(
  db: Executor<Database>,
  failure: WebhookFailure,
  context: Context = systemContext,
): Promise<WebhookReport> {
  requireCall(db, context);
  const { error, retry = true, retryPolicy, ...holder } = requireObject("failure", failure);
  requireBoolean("retry", retry);
  const policy = requireRetryPolicy(retryPolicy);
  const reason = keptError(error, context);
  const fail = (row: InboxRow, now: Date): End => {
    const set = { last_error: reason };
    if (!retry || row.attempts >= policy.maximumAttempts) {
      return { transition: "died", to: "dead", reason, set };
    }
    const next = nextAttemptAfter(policy, row.attempts, now);
    return {
      transition: "failed",
      to: "failed",
      reason,
      set: { ...set, next_attempt_at: next, completed_at: null },
    };
  };
  return report(db, holder, fail, context);
}

/**
 * Gives an event back at once, for a worker that ends or cannot do it now. It is as it was before the claim: the
 * attempt does not count, and another worker may have it.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function releaseWebhookEvent(
  db: Executor<Database>,
  holder: WebhookLeaseHolder,
  context: Context = systemContext,
): Promise<WebhookReport> {
  requireCall(db, context);
  const release = (row: InboxRow, now: Date): End => ({
    transition: "released",
    to: "received",
    set: {
      attempts: row.attempts - 1,
      next_attempt_at: now,
      completed_at: null,
      last_error: row.last_error,
    },
  });
  return report(db, holder, release, context);
}

type End = Pick<EventTransition, "transition" | "reason" | "set"> & {
  readonly to: "processed" | "ignored" | "failed" | "dead" | "received";
};

async function report(
  db: Executor<Database>,
  holder: WebhookLeaseHolder,
  end: (row: InboxRow, now: Date) => End,
  context: Context,
): Promise<WebhookReport> {
  const instant = atOneInstant(context);
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  const { row } = found;
  const { to, set: own, ...change } = end(row, instant.now());
  const set = {
    next_attempt_at: null,
    // The token's hash stays, so that a report that is made again is told what became of the event.
    lease_expires_at: null,
    last_error: null,
    completed_at: instant.now(),
    ...own,
  };
  const ended = await makeEventTransition(
    db,
    {
      row,
      to,
      ...change,
      worker: row.lease_worker,
      replayId: row.replay_id,
      set,
      guard: (event) => isHeld(event, row),
    },
    instant,
  );
  if (!ended) return findRefusal(db, holder);
  const event = toWebhookEvent({ ...row, ...set, state: to });
  return { outcome: to === "received" ? "released" : to, event };
}
