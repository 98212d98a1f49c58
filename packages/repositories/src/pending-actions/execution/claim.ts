import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject, requireText } from "../../validate.ts";
import type { BegunWork } from "../../work/begin.ts";
import { claimRow, claimWork } from "../../work/claim.ts";
import { requireClaimant, requireOwnedClaim } from "../../work/claimant.ts";
import { type PendingAction, type StoredAction, toPendingAction } from "../action.ts";
import { pendingActionLimits } from "../limits.ts";
import { type Claim, executionWork } from "./work.ts";
import { executionKey } from "./execution-key.ts";

/** A worker's request for actions to execute. */
export interface ClaimRequest {
  /** The types of action that the worker can carry out: 1 to 100. */
  readonly types: readonly string[];
  /** The worker's name in the audit trail. It need not be unique. */
  readonly worker: string;
  /** Whole seconds, from 1 to 43,200 (12 hours). Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** UUID of a user whose actions to claim. Default: all users. */
  readonly userId?: string | undefined;
  /** UUID of the one action to claim. Default: any action. */
  readonly id?: string | undefined;
  /**
   * Returns a random number from 0 to below 1. It spreads workers of several processes over the actions, after one of
   * them took an action that another had found. Default `Math.random`.
   */
  readonly random?: (() => number) | undefined;
}

/** The right to execute an action until a time. */
export interface Lease {
  /** The only copy of the token, which reports and heartbeats need. */
  readonly token: string;
  readonly actionId: string;
  /** The first instant at which another worker may take the action. */
  readonly expiresAt: Date;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** An action and the lease to execute it. */
export interface ClaimedAction {
  readonly action: PendingAction;
  readonly lease: Lease;
  /** The same for each attempt. Pass it to the remote side, so that it acts once. */
  readonly idempotencyKey: string;
}

/**
 * Gives one worker an action to execute before its lease expires: the oldest one that was confirmed, or whose lease
 * expired without a report. Each claim is an attempt, and is recorded.
 *
 * Only an action that was approved in this form executes: if its content no longer matches the digest of the decision,
 * it is `abandoned`, as it is without attempts left. An action with `maxAttempts` 0 is never claimed.
 *
 * @returns undefined if there is nothing to do.
 * @throws {InvalidInputError} naming the field.
 */
export async function claimAction(
  db: Executor<Database>,
  request: ClaimRequest,
  context: Context = systemContext,
): Promise<ClaimedAction | undefined> {
  requireCall(db, context);
  const claim = requireClaim(request, context);
  const instant = atOneInstant(context);
  if (claim.id === undefined) return (await claimActions(db, claim, 1, instant))[0];
  const begun = await claimRow(db, executionWork, claim.id, claim, instant);
  return begun && toClaimed(begun);
}

/** Gives one worker up to `limit` actions. */
export async function claimActions(
  db: Executor<Database>,
  claim: Claim,
  limit: number,
  context: Context,
): Promise<ClaimedAction[]> {
  const begun = await claimWork(db, executionWork, claim, limit, atOneInstant(context));
  return begun.map(toClaimed);
}

export function toClaimed({
  row,
  token,
  expiresAt,
  attempt,
}: BegunWork<StoredAction>): ClaimedAction {
  return {
    action: toPendingAction(row),
    lease: { token, actionId: row.id, expiresAt, attempt },
    // Made of the public id only, so that it reveals nothing.
    idempotencyKey: executionKey(row.id),
  };
}

/** @throws {InvalidInputError} naming the field. */
export function requireClaim(request: ClaimRequest, context: Context): Claim {
  const { types } = requireObject("request", request);
  if (
    !Array.isArray(types) ||
    types.length === 0 ||
    types.length > pendingActionLimits.claimTypes
  ) {
    throw new InvalidInputError(
      "types",
      `must be a list of 1 to ${pendingActionLimits.claimTypes} types of action`,
    );
  }
  return {
    types: types.map((type: string) => requireText("types", type)),
    ...requireClaimant(request, context),
    ...requireOwnedClaim(request),
  };
}
