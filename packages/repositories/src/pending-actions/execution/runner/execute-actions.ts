import { type Executor, HandsFreeError, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../../context.ts";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../../../validate.ts";
import { listenForClaimable } from "../../notices.ts";
import { claimAction, type ClaimedAction, type ClaimRequest, requireClaim } from "../claim.ts";
import { Doorbell } from "./doorbell.ts";
import { type ActionExecutor, executeClaimed } from "./execute-claimed.ts";

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
  const run = requireRun(db, options, context);
  const failed = new AbortController();
  const stop = AbortSignal.any([options.signal, failed.signal]);
  const slots = Array.from({ length: run.concurrency }, () =>
    work(db, run, stop, context).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(slots);
  const failure = ended.find((slot) => slot.status === "rejected");
  if (failure) throw failure.reason as Error;
}

interface Run {
  readonly claim: ClaimRequest;
  readonly execute: ActionExecutor;
  readonly leaseSeconds: number;
  readonly pollSeconds: number;
  readonly concurrency: number;
}

/** Does one after the other. */
async function work(
  db: Executor<Database>,
  run: Run,
  stop: AbortSignal,
  context: Context,
): Promise<void> {
  const doorbell = new Doorbell();
  const ends = run.claim.types.map((type) => listenForClaimable(db, type, doorbell.ring));
  stop.addEventListener("abort", doorbell.ring);
  try {
    while (!stop.aborted) {
      const claimed = await claimIfPossible(db, run.claim, context);
      if (claimed) await executeClaimed(db, claimed, run, context);
      else if (!stop.aborted) await doorbell.wait(run.pollSeconds * 1000, context);
    }
  } finally {
    stop.removeEventListener("abort", doorbell.ring);
    for (const end of ends) end();
  }
}

/** Undefined also where the database may answer at the next look. */
async function claimIfPossible(
  db: Executor<Database>,
  request: ClaimRequest,
  context: Context,
): Promise<ClaimedAction | undefined> {
  try {
    return await claimAction(db, request, context);
  } catch (error) {
    if (error instanceof HandsFreeError && error.retryable) return undefined;
    throw error;
  }
}

function requireRun(db: Executor<Database>, options: ExecuteOptions, context: Context): Run {
  const {
    execute,
    pollSeconds = 5,
    concurrency = 1,
    signal,
    ...claim
  } = requireObject("options", options);
  if (db.isTransaction) {
    throw new InvalidInputError(
      "db",
      "is a transaction, which ends before a lease does; give the database",
    );
  }
  requireWhole("pollSeconds", pollSeconds, 1, 3600);
  requireWhole("concurrency", concurrency, 1, 100);
  requireFunction("execute", execute);
  requireSignal("signal", signal);
  const { leaseSeconds } = requireClaim(claim, context);
  return { claim, execute, leaseSeconds, pollSeconds, concurrency };
}
