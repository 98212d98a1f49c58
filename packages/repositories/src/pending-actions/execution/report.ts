import type { Executor } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { contentBytes } from "../../large-contents.ts";
import { requirePerson } from "../../person.ts";
import { encodeRedacted } from "../../redaction/redact-json.ts";
import { textLimits } from "../../text-limits.ts";
import { ifGiven, requireObject, requireText, requireUuid } from "../../validate.ts";
import { keepError } from "../../work/error-text.ts";
import type { Holder, Refusal } from "../../work/held.ts";
import { heartbeatWork, reportWork, type WorkHeartbeat } from "../../work/report.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import type { ActionStep } from "../transition.ts";
import { executionWork } from "./work.ts";

/** Who has, or had, the lease of an action. */
export interface LeaseHolder {
  readonly actionId: string;
  /** The lease's own token. */
  readonly token: string;
  /** UUID of the action's owner; where it is given, no other user's action is found. */
  readonly userId?: string | undefined;
}

/**
 * Why a worker's report no longer counts: another worker has the action, or none will (`lease_lost`); this worker
 * has reported before (`already_ended`, with what it reported); or there is no such action.
 */
export type LeaseRefusal = Refusal<{ readonly action: PendingAction }>;

/** What came of a report. */
export type ExecutionReport =
  | { readonly outcome: "succeeded"; readonly action: PendingAction }
  | { readonly outcome: "failed"; readonly action: PendingAction }
  | LeaseRefusal;

/**
 * Reports that the action was carried out. A lease that has run out still counts until another worker takes the
 * action over: its effect is there, and a refusal would have it carried out again. The conditional write
 * decides between this report and the next worker's claim.
 *
 * @param report `result` any JSON value; its secrets are redacted before it is stored.
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
 * Reports that the action could not be carried out. That is final: to have it tried again, release it. A lease
 * that has run out counts as it does for a success.
 *
 * @param report `error` what went wrong; of it 2000 characters are kept, with its secrets redacted. `result`
 *   any JSON value, redacted as well.
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
    (row, now) => ({
      set: {
        state: outcome,
        ended_at: now,
        execution_result: stored,
        execution_error: error,
        content_bytes: contentBytes(row.summary, row.action_payload, row.approvers, stored),
      },
      step: {
        ...stepOf(row),
        to: outcome,
        event: "execution_ended",
        reason: outcome === "failed" ? "the worker reported a failure" : null,
        ok: outcome === "succeeded",
      },
    }),
    context,
  );
  if (report.outcome !== "reported") return report;
  return { outcome, action: toPendingAction(report.row) };
}

/** What came of giving a lease up. */
export type Release = { readonly outcome: "released" } | LeaseRefusal;

/**
 * Gives a lease up at once, for a worker that ends or cannot do it now. The next claim takes the action, and the
 * attempt counts; where none is left, it is abandoned then.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function releaseAction(
  db: Executor<Database>,
  holder: LeaseHolder,
  context: Context = systemContext,
): Promise<Release> {
  requireCall(db, context);
  const report = await reportWork(
    db,
    executionWork,
    requireHolder(holder),
    (row) => ({
      // No end instead of one now, which a clock that is set back would put off.
      set: { lease_sha256: null },
      step: { ...stepOf(row), to: "executing", event: "execution_released" },
    }),
    context,
  );
  return report.outcome === "reported" ? { outcome: "released" } : report;
}

/** What came of a heartbeat. */
export type Heartbeat = WorkHeartbeat<{ readonly action: PendingAction }>;

/**
 * Says that a worker is still at it: its lease ends so many seconds from now, which can be earlier than
 * before. One that has run out is not given back, even if no worker has taken the action over, since
 * another may do so at any moment: the worker should stop.
 *
 * @param holder `leaseSeconds` whole seconds, from 1 to 43,200 (12 hours). Default 60.
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

/** @throws {InvalidInputError} for an id that is no UUID. */
function requireHolder(holder: LeaseHolder): Holder {
  const { actionId, token, userId } = requireObject("holder", holder);
  return {
    key: requireUuid("actionId", actionId),
    token,
    userId: ifGiven("userId", userId, requirePerson),
  };
}

function stepOf(row: PendingActionRow): Pick<ActionStep, "action" | "by" | "details"> {
  return {
    action: toPendingAction(row),
    by: row.lease_worker ?? "worker",
    details: { attempt: row.attempts },
  };
}
