import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../../validate.ts";
import { describeError } from "../../work/error-text.ts";
import { requireNoTransaction, runWorker } from "../../work/worker/run-worker.ts";
import type { PendingAction } from "../action.ts";
import { listenForClaimable } from "../notices.ts";
import { claimActions, type ClaimRequest, requireClaim } from "./claim.ts";
import { failAction, heartbeatAction, type LeaseHolder, succeedAction } from "./report.ts";

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

/** What to execute, how, and until when. */
export interface ExecuteOptions extends Omit<ClaimRequest, "id"> {
  /** Carries an action out; it must pass the idempotency key on, since a lease that runs out has it done again. */
  readonly execute: ActionExecutor;
  /**
   * How long until the next look for what another process confirmed, in whole seconds from 1 to 3600. Default 5.
   * What this process confirms is taken at once.
   */
  readonly pollSeconds?: number | undefined;
  /** How many are executed at a time, from 1 to 100. Default 1. */
  readonly concurrency?: number | undefined;
  /** Ends the run: nothing more is claimed, and what executes is finished. */
  readonly signal: AbortSignal;
}

/**
 * Executes confirmed actions until the signal is aborted: claims them, keeps their leases by heartbeats at a third of
 * their length, and reports what came of them. What an executor returns is the result, and what it throws
 * makes the action `failed`; neither ends the run. When a lease is lost the executor's own signal is aborted.
 *
 * @param db the database, and no transaction.
 * @returns when the signal was aborted and what executed has ended.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for an error of the database that does not pass, once what executed has ended. Those that
 *   may pass are tried again.
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
  await runWorker(
    {
      claim: (limit) => claimActions(db, claim, limit, context),
      heartbeat: ({ lease }) => heartbeatAction(db, { ...lease, leaseSeconds }, context),
      async work({ action, lease, idempotencyKey }, lost) {
        try {
          const { attempt } = lease;
          const result = await execute(action, { idempotencyKey, attempt, signal: lost });
          return () => succeed(db, lease, result, context);
        } catch (error) {
          return () => failAction(db, { ...lease, error: describeError(error) }, context);
        }
      },
      subscribe(listener) {
        const ends = claim.types.map((type) => listenForClaimable(db, type, listener));
        return () => {
          for (const end of ends) end();
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
