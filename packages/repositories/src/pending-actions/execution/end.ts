import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { contentBytes } from "../../large-contents.ts";
import { encodeRedacted } from "../../redaction/redact-json.ts";
import { makeTransition } from "../transition.ts";
import { requireErrorText } from "./error-text.ts";
import { findHeld, findRefusal, isHeld, type LeaseHolder, type LeaseRefusal } from "./held.ts";
import { requireObject } from "../../validate.ts";

/** What came of a report. */
export type ExecutionReport =
  | { readonly outcome: "succeeded"; readonly action: PendingAction }
  | { readonly outcome: "failed"; readonly action: PendingAction }
  | LeaseRefusal;

/**
 * Reports that the action was carried out. A lease that has run out still counts as long as nobody has taken the
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
  return end(
    db,
    holder,
    { outcome: "failed", result, error: requireErrorText(error, context) },
    context,
  );
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
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  const { row } = found;
  const set = {
    // The token's hash stays, so that a report that is made again is told what it said.
    lease_expires_at: null,
    ended_at: context.now(),
    execution_result: stored,
    execution_error: error,
    content_bytes: contentBytes(row.summary, row.action_payload, row.approvers, stored),
  };
  const ended = await makeTransition(
    db,
    {
      action: toPendingAction(row),
      to: outcome,
      event: "execution_ended",
      by: row.lease_worker ?? "worker",
      reason: outcome === "failed" ? "the worker reported a failure" : null,
      ok: outcome === "succeeded",
      set,
      guard: (guarded) => isHeld(guarded, row),
      details: { attempt: row.attempts },
    },
    context,
  );
  if (!ended) return findRefusal(db, holder);
  return { outcome, action: toPendingAction({ ...row, ...set, state: outcome }) };
}
