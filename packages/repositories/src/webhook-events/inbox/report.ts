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
import { nextAttemptAfter, requireRetryPolicy, type RetryPolicy } from "../../work/retry-policy.ts";
import type { EventTransition } from "./transition.ts";
import { inboxWork } from "./work.ts";

/** The lease that a worker reports on. It may have expired. */
export interface WebhookLeaseHolder {
  /** The event's id. */
  readonly id: string;
  /** The lease's token. */
  readonly token: string;
}

/**
 * Why a worker's report was refused: `lease_lost` (another worker has the event, or no worker can have it any
 * more), `already_ended` (this worker reported before; with the current event), or `not_found`.
 */
export type WebhookLeaseRefusal = Refusal<{ readonly event: WebhookEvent }>;

/** The result of a worker's report. */
export type WebhookReport =
  | {
      readonly outcome: "processed" | "ignored" | "failed" | "dead" | "released";
      readonly event: WebhookEvent;
    }
  | WebhookLeaseRefusal;

/**
 * Reports that the work is done. The report counts after the lease has expired too, until another worker claims the
 * event.
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
 * Reports that the event needs no work. This is final, except for a replay.
 *
 * @param holder at most 1000 characters of `reason` are kept, with secrets redacted.
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

/** A failed attempt. */
export interface WebhookFailure extends WebhookLeaseHolder {
  /** The error message. At most 2000 characters are kept, with secrets redacted. */
  readonly error: string;
  /** False makes the event `dead` at once. Default true. */
  readonly retry?: boolean | undefined;
  /** Missing members are as in `defaultRetryPolicy`. */
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
}

/**
 * Reports that the attempt failed. The event becomes `failed` and is due again after the policy's back-off; or
 * `dead`, if no attempts are left or `retry` is false.
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
 * Gives the lease of an event back, for a worker that stops or cannot do the work now. The event returns to its
 * state before the claim: the attempt does not count, and any worker can claim it at once.
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
    {
      end: (row, now) => {
        const { set, ...end } = endOf(row, now);
        const ended = { next_attempt_at: null, last_error: null, completed_at: now };
        return {
          set: { ...ended, ...set, state: end.to },
          step: { ...end, row, worker: row.lease_worker, replayId: row.replay_id },
        };
      },
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

/** The result of a heartbeat. */
export type WebhookHeartbeat = WorkHeartbeat<{ readonly event: WebhookEvent }>;

/**
 * Renews a lease: it now ends `leaseSeconds` from now, which can be earlier than before. An expired lease is not
 * renewed, even if no worker has claimed the event since, because another one can at any moment: the worker should
 * stop.
 *
 * @param holder `leaseSeconds`: whole seconds, from 1 to 43,200 (12 hours). Default 60.
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
