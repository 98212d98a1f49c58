import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { requirePerson } from "../../person.ts";
import { keepText } from "../../redaction/keep-text.ts";
import { encodeRedacted } from "../../redaction/redact-json.ts";
import { textLimits } from "../../text-limits.ts";
import { ifGiven, requireObject, requireText, requireUuid, requireWhole } from "../../validate.ts";
import { keepError } from "../../work/error-text.ts";
import type { Holder, Refusal } from "../../work/held.ts";
import { leaseEnd } from "../../work/lease.ts";
import { heartbeatWork, reportWork, type WorkHeartbeat } from "../../work/report.ts";
import { type PendingAction, type StoredAction, toPendingAction } from "../action.ts";
import { actionBytes } from "../action-bytes.ts";
import { pendingActionLimits } from "../limits.ts";
import type { ActionStep } from "../transition.ts";
import { executionWork } from "./work.ts";

/** A worker's claim that it holds the lease of an action. */
export interface LeaseHolder {
  readonly actionId: string;
  /** The token of the lease. */
  readonly token: string;
  /** UUID of the action's owner. Given, the actions of other users are not found. */
  readonly userId?: string | undefined;
}

/**
 * The reason why a worker's report does not count:
 *
 * - `lease_lost`: another worker took the action, or it was abandoned.
 * - `already_ended`: this worker has reported before; `action` has that report.
 * - `not_found`: there is no such action.
 */
export type LeaseRefusal = Refusal<{ readonly action: PendingAction }>;

/** The outcome of a report. */
export type ExecutionReport =
  | { readonly outcome: "succeeded"; readonly action: PendingAction }
  | { readonly outcome: "failed"; readonly action: PendingAction }
  | LeaseRefusal;

/**
 * Reports that the action was carried out. An expired lease counts until another worker takes the action: the side
 * effect happened, and a refusal would cause it again. The conditional write decides between this report and the next
 * worker's claim.
 *
 * @param report `result` is any JSON value; secrets are redacted before it is stored.
 * @throws {InvalidInputError} naming the field.
 */
export async function succeedAction(
  db: Executor<Database>,
  report: LeaseHolder & { readonly result?: unknown },
  context: Context = systemContext,
): Promise<ExecutionReport> {
  requireCall(db, context);
  const { result, ...holder } = requireObject("report", report);
  return end(db, holder, { outcome: "succeeded", result, error: null }, context);
}

/**
 * Reports that the action could not be carried out. This is final; `releaseAction` allows another attempt. An expired
 * lease counts as in `succeedAction`.
 *
 * @param report `error` says what went wrong; up to 2000 characters are stored. `result` is any JSON value. Secrets are
 *   redacted in both.
 * @throws {InvalidInputError} naming the field.
 */
export async function failAction(
  db: Executor<Database>,
  report: LeaseHolder & { readonly error: string; readonly result?: unknown },
  context: Context = systemContext,
): Promise<ExecutionReport> {
  requireCall(db, context);
  const { result, error, ...holder } = requireObject("report", report);
  const kept = requireText("error", keepError(error, context), textLimits.error);
  return end(db, holder, { outcome: "failed", result, error: kept }, context);
}

interface End {
  readonly outcome: "succeeded" | "failed";
  readonly result: unknown;
  readonly error: string | null;
}

async function end(
  db: Executor<Database>,
  holder: LeaseHolder,
  { outcome, result, error }: End,
  context: Context,
): Promise<ExecutionReport> {
  const stored = encodeRedacted("result", result, context).kept;
  const report = await reportWork(
    db,
    executionWork,
    requireHolder(holder),
    {
      end: (row, now) => ({
        set: {
          state: outcome,
          queued_at: null,
          ended_at: now,
          execution_result: stored,
          execution_error: error,
          content_bytes: actionBytes({ ...row, execution_result: stored }),
        },
        step: {
          ...stepOf(row),
          to: outcome,
          event: "execution_ended",
          reason: outcome === "failed" ? "the worker reported a failure" : null,
          ok: outcome === "succeeded",
        },
      }),
      bytes: 2 * ((stored?.length ?? 0) + (error?.length ?? 0)),
    },
    context,
  );
  if (report.outcome !== "reported") return report;
  return { outcome, action: toPendingAction(report.row) };
}

/** A lease to give up. */
export interface LeaseRelease extends LeaseHolder {
  /**
   * Whole seconds until a worker may take the action again, from 0 to 86,400 (a day). Default 0.
   */
  readonly retryAfterSeconds?: number | undefined;
  /** Why, for the audit trail; up to 2000 characters are stored, without secrets. Default: nothing is said. */
  readonly reason?: string | null | undefined;
}

/** The outcome of a release. */
export type Release = { readonly outcome: "released" } | LeaseRefusal;

/**
 * Gives up a lease, for a worker that stops or cannot carry out the action now. The attempt counts. The next
 * claim, at once or after `retryAfterSeconds`, takes the action, or abandons it if no attempts are left.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function releaseAction(
  db: Executor<Database>,
  release: LeaseRelease,
  context: Context = systemContext,
): Promise<Release> {
  requireCall(db, context);
  const { retryAfterSeconds = 0, reason, ...holder } = requireObject("release", release);
  requireWhole("retryAfterSeconds", retryAfterSeconds, 0, pendingActionLimits.retryAfter);
  const kept =
    reason === undefined || reason === null
      ? null
      : keepText("reason", reason, textLimits.error, context);
  const report = await reportWork(
    db,
    executionWork,
    requireHolder(holder),
    {
      end: (row, now) => ({
        set: {
          lease_sha256: null,
          // Null instead of the current time, which would be in the future if the clock is set back.
          ...(retryAfterSeconds > 0 && executionWork.leasedUntil(leaseEnd(now, retryAfterSeconds))),
        },
        step: { ...stepOf(row), to: "executing", event: "execution_released", reason: kept },
      }),
    },
    context,
  );
  return report.outcome === "reported" ? { outcome: "released" } : report;
}

/** The outcome of a heartbeat. */
export type Heartbeat = WorkHeartbeat<{ readonly action: PendingAction }>;

/**
 * Makes a running lease end `leaseSeconds` from now, which can be earlier than before. An expired lease is `lease_lost`
 * even if no worker has taken the action yet, since one may at any moment: the worker should stop.
 *
 * @param holder `leaseSeconds` is a whole number from 1 to 43,200 (12 hours). Default 60.
 * @throws {InvalidInputError} naming the field.
 */
export async function heartbeatAction(
  db: Executor<Database>,
  holder: LeaseHolder & { readonly leaseSeconds?: number | undefined },
  context: Context = systemContext,
): Promise<Heartbeat> {
  requireCall(db, context);
  const { leaseSeconds } = requireObject("holder", holder);
  return heartbeatWork(db, executionWork, { ...requireHolder(holder), leaseSeconds }, context);
}

/** @throws {InvalidInputError} for an id that is not a UUID. */
function requireHolder(holder: LeaseHolder): Holder {
  const { actionId, token, userId } = requireObject("holder", holder);
  return {
    key: requireUuid("actionId", actionId),
    token,
    userId: ifGiven("userId", userId, requirePerson),
  };
}

function stepOf(row: StoredAction): Pick<ActionStep, "action" | "by" | "details"> {
  return {
    action: toPendingAction(row),
    by: row.lease_worker ?? "worker",
    details: { attempt: row.attempts },
  };
}
