import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../../validate.ts";
import { describeError } from "../../work/error-text.ts";
import { requireNoTransaction, runWorker } from "../../work/worker/run-worker.ts";
import type { PendingAction } from "../action.ts";
import { subscribeToClaimable, subscribeToGrace } from "../notifications.ts";
import { claimActions, type ClaimedAction, type ClaimRequest, requireClaim } from "./claim.ts";
import { ExecutionFailure } from "./execution-failure.ts";
import { GraceEnds } from "./grace-ends.ts";
import {
  failAction,
  heartbeatAction,
  type LeaseHolder,
  releaseAction,
  succeedAction,
} from "./report.ts";

/** The second argument of an executor. */
export interface Execution {
  /** The same for each attempt. Pass it to the remote side, so that it acts once. */
  readonly idempotencyKey: string;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** Aborted when the lease is lost, since another worker may execute the action then. */
  readonly signal: AbortSignal;
}

/**
 * Carries out an action. It returns the result, any JSON value, or throws the failure: an `ExecutionFailure` says in a
 * sentence what went wrong, and whether the action may be tried again.
 */
export type ActionExecutor = (action: PendingAction, execution: Execution) => unknown;

/** Options of `executeActions`. */
export interface ExecuteOptions extends Omit<ClaimRequest, "id"> {
  /** It must pass the idempotency key on, since an action is executed again after its lease has expired. */
  readonly execute: ActionExecutor;
  /**
   * The interval of polls for actions that another process confirmed, in whole seconds from 1 to 3600. Default 5.
   * Actions that this process confirms are claimed at once, or at the end of their grace time.
   */
  readonly pollSeconds?: number | undefined;
  /** The maximum number of actions that are executed at a time, from 1 to 100. Default 1. */
  readonly concurrency?: number | undefined;
  /** Stops the run: it claims nothing more, and finishes the actions that execute. */
  readonly signal: AbortSignal;
}

/**
 * Executes confirmed actions until the signal is aborted: claims them, extends their leases by heartbeats at each third
 * of a lease, and reports their outcomes. A returned value is the result, and a thrown value makes the action `failed`,
 * except a temporary `ExecutionFailure`, which releases it; none ends the run. When a lease is lost, the executor's signal is aborted. The promise settles when all executions
 * have ended.
 *
 * @param db must not be a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for an error of the database that is not retryable. Retryable ones are retried.
 */
export async function executeActions(
  db: Executor<Database>,
  options: ExecuteOptions,
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const {
    execute,
    pollSeconds = 5,
    concurrency = 1,
    signal,
    ...request
  } = requireObject("options", options);
  requireNoTransaction(db);
  requireWhole("pollSeconds", pollSeconds, 1, 3600);
  requireWhole("concurrency", concurrency, 1, 100);
  requireFunction("execute", execute);
  requireSignal("signal", signal);
  const claim = requireClaim(request, context);
  const { leaseSeconds } = claim;
  const graceEnds = new GraceEnds(db, claim, context);
  await runWorker(
    {
      async claim(limit) {
        const claimed = await claimActions(db, claim, limit, context);
        if (claimed.length < limit) await graceEnds.lookAhead();
        return claimed;
      },
      heartbeat: ({ lease }) => heartbeatAction(db, { ...lease, leaseSeconds }, context),
      async work({ action, lease, idempotencyKey }, lost) {
        try {
          const { attempt } = lease;
          const result = await execute(action, { idempotencyKey, attempt, signal: lost });
          return () => succeed(db, lease, result, context);
        } catch (error) {
          return () => fail(db, { action, lease }, error, context);
        }
      },
      subscribe(listener) {
        const ends = claim.types.flatMap((type) => [
          subscribeToClaimable(db, type, listener),
          subscribeToGrace(db, type, graceEnds.changed(listener)),
        ]);
        return () => {
          for (const end of ends) end();
          graceEnds.stop();
        };
      },
      concurrency,
      leaseSeconds,
      pollMilliseconds: pollSeconds * 1000,
      signal,
    },
    context,
  );
}

/** Reports a failure, or releases the action if it may be tried again. A result that is not JSON is left out. */
async function fail(
  db: Executor<Database>,
  { action, lease }: Pick<ClaimedAction, "action" | "lease">,
  error: unknown,
  context: Context,
): Promise<unknown> {
  if (!(error instanceof ExecutionFailure)) {
    return failAction(db, { ...lease, error: describeError(error) }, context);
  }
  const { message, retryAfterSeconds, result } = error;
  if (retryAfterSeconds !== undefined && lease.attempt < action.maxAttempts) {
    return releaseAction(db, { ...lease, retryAfterSeconds, reason: message }, context);
  }
  try {
    return await failAction(db, { ...lease, error: message, result }, context);
  } catch (problem) {
    if (!(problem instanceof InvalidInputError)) throw problem;
    return failAction(db, { ...lease, error: message }, context);
  }
}

/** A result that is not JSON is left out. It is no failure, since the side effect happened. */
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
