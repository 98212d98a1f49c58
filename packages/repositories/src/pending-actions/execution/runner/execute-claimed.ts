import { type Executor, HandsFreeError, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../../context.ts";
import type { PendingAction } from "../../action.ts";
import type { ClaimedAction } from "../claim.ts";
import { failAction, succeedAction } from "../end.ts";
import type { LeaseHolder } from "../held.ts";
import { keepLease } from "./keep-lease.ts";

/** What an executor is given besides the action. */
export interface Execution {
  /** The same for each attempt: what to hand to the remote side, so that it acts once. */
  readonly idempotencyKey: string;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** Is aborted when the lease is lost: another worker may execute the action by then. */
  readonly signal: AbortSignal;
}

/** Carries an action out. What it returns, any JSON value, is the result; what it throws is the failure. */
export type ActionExecutor = (action: PendingAction, execution: Execution) => unknown;

/** How often a report is tried that the database did not take. */
const reportAttempts = 5;
/** How long after each, in milliseconds. */
const reportDelay = 1000;

/**
 * Carries an action out under its lease, and reports what came of it.
 *
 * @throws {HandsFreeError} only where the report could not be written. The lease then runs out, and the
 *   action is executed again.
 */
export async function executeClaimed(
  db: Executor<Database>,
  { action, lease, idempotencyKey }: ClaimedAction,
  { execute, leaseSeconds }: { readonly execute: ActionExecutor; readonly leaseSeconds: number },
  context: Context,
): Promise<void> {
  const kept = keepLease(db, lease, leaseSeconds, context);
  try {
    const report = await outcomeOf(() =>
      execute(action, { idempotencyKey, attempt: lease.attempt, signal: kept.signal }),
    );
    // Also when the lease was lost: as long as nobody took over, it counts, and otherwise it is refused.
    await send(() => report(db, lease, context), context);
  } finally {
    kept.stop();
  }
}

type Report = (db: Executor<Database>, holder: LeaseHolder, context: Context) => Promise<unknown>;

async function outcomeOf(execute: () => unknown): Promise<Report> {
  try {
    const result = await execute();
    return (db, holder, context) => succeed(db, holder, result, context);
  } catch (error) {
    const text = describe(error);
    return (db, holder, context) => failAction(db, { ...holder, error: text }, context);
  }
}

/** The effect is there, so a result that JSON has no form for is left out and does not make it a failure. */
async function succeed(
  db: Executor<Database>,
  holder: LeaseHolder,
  result: unknown,
  context: Context,
): Promise<unknown> {
  try {
    return await succeedAction(db, { ...holder, result }, context);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return succeedAction(db, holder, context);
  }
}

async function send(report: () => Promise<unknown>, context: Context): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await report();
      return;
    } catch (error) {
      const canPass = error instanceof HandsFreeError && error.retryable;
      if (!canPass || attempt === reportAttempts) throw error;
    }
    await new Promise<void>((resolve) => {
      callLater(context, resolve, reportDelay);
    });
  }
}

/** Of whatever can be thrown. */
function describe(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (text.replaceAll("\0", "") !== "") return text;
  } catch {
    // What has no text.
  }
  return "it failed without saying why";
}
