import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { requireBoolean, requireObject, requireUuid } from "../../validate.ts";
import { keepError } from "../../work/error-text.ts";
import type { Refusal } from "../../work/held.ts";
import { heartbeatWork, reportWork, type WorkHeartbeat } from "../../work/report.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { keptWorkersReason } from "./kept-text.ts";
import type { InboxRow } from "./find-row.ts";
import { nextAttemptAfter, requireRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import type { EventTransition } from "./transition.ts";
import { inboxWork } from "./work.ts";

/** Who has, or had, the lease of an event. */
export interface WebhookLeaseHolder {
  /** The event's id. */
  readonly id: string;
  /** The lease's own token. */
  readonly token: string;
}

/**
 * Why a worker's report no longer counts: another worker has the event, or none will (`lease_lost`); this worker has
 * reported before (`already_ended`, with what became of the event); or there is no such event.
 */
export type WebhookLeaseRefusal = Refusal<{ readonly event: WebhookEvent }>;

/** What came of a worker's report. */
export type WebhookReport =
  | {
      readonly outcome: "processed" | "ignored" | "failed" | "dead" | "released";
      readonly event: WebhookEvent;
    }
  | WebhookLeaseRefusal;

/**
 * Says that the work is done. It counts after the lease has run out too, until another worker takes the event
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
  const reason = keepError(error, context) || "no message";
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
  endOf: (row: InboxRow, now: Date) => End,
  context: Context,
): Promise<WebhookReport> {
  const { id, token } = requireObject("lease", holder);
  const reported = await reportWork(
    db,
    inboxWork,
    { key: requireUuid("id", id), token },
    (row, now) => {
      const { set, ...end } = endOf(row, now);
      const ended = { next_attempt_at: null, last_error: null, completed_at: now };
      return {
        set: { ...ended, ...set, state: end.to },
        step: { ...end, row, worker: row.lease_worker, replayId: row.replay_id },
      };
    },
    context,
  );
  if (reported.outcome !== "reported") return reported;
  const { state } = reported.row;
  return {
    outcome: state === "received" ? "released" : (state as Exclude<End["to"], "received">),
    event: toWebhookEvent(reported.row),
  };
}

/** What came of a heartbeat. */
export type WebhookHeartbeat = WorkHeartbeat<{ readonly event: WebhookEvent }>;

/**
 * Says that a worker is still at it: its lease ends so many seconds from now, which can be earlier than before.
 * One that has run out is not given back, even if no worker has taken the event over, since another may do so at
 * any moment: the worker should stop.
 *
 * @param holder `leaseSeconds` whole seconds, from 1 to 43,200 (12 hours). Default 60.
 * @throws {InvalidInputError} naming the field.
 */
export async function heartbeatWebhookEvent(
  db: Executor<Database>,
  heartbeat: WebhookLeaseHolder & { readonly leaseSeconds?: number | undefined },
  context: Context = systemContext,
): Promise<WebhookHeartbeat> {
  requireCall(db, context);
  const { id, token, leaseSeconds } = requireObject("heartbeat", heartbeat);
  const holder = { key: requireUuid("id", id), token };
  return heartbeatWork(db, inboxWork, { ...holder, leaseSeconds }, context);
}
