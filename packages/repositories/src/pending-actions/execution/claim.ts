import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requirePerson, requireWorker } from "../../person.ts";
import {
  ifGiven,
  requireFunction,
  requireObject,
  requireText,
  requireUuid,
} from "../../validate.ts";
import type { BegunWork } from "../../work/begin.ts";
import { claimRow, claimWork } from "../../work/claim.ts";
import { requireLeaseSeconds } from "../../work/lease.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { pendingActionLimits } from "../limits.ts";
import { type Claim, executionWork } from "./work.ts";

/** Who wants something to execute, and what. */
export interface ClaimRequest {
  /** The types of action that the worker can carry out: 1 to 100. */
  readonly types: readonly string[];
  /** The worker's name, for the record. It need not be unique; the lease's token is. */
  readonly worker: string;
  /** Whole seconds, from 1 to 43,200 (12 hours). Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** UUID of a user; then only this one's actions. */
  readonly userId?: string | undefined;
  /** UUID of an action; then only this one. */
  readonly id?: string | undefined;
  /** A random number from 0 to below 1, by which workers who come together part. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The right to execute an action, for a while. */
export interface Lease {
  /** The only copy there is; reports and heartbeats need it. */
  readonly token: string;
  readonly actionId: string;
  /** The first instant at which another worker may have the action. */
  readonly expiresAt: Date;
  /** Which execution of the action this is, from 1. */
  readonly attempt: number;
}

/** An action to carry out now. */
export interface ClaimedAction {
  readonly action: PendingAction;
  readonly lease: Lease;
  /** The same for each attempt: what to hand to the remote side, so that it acts once. */
  readonly idempotencyKey: string;
}

/**
 * Gives one action to one worker, to carry out before its lease runs out: the oldest that was confirmed, or
 * whose lease ran out without a report. Each time is an attempt, and on record.
 *
 * What executes is what was approved: where the stored action no longer has the digest that was stored with
 * the decision, it is `abandoned`, as it is when no attempts are left. An action that is carried out by
 * the person who confirms it (`maxAttempts` 0) is never claimed.
 *
 * @returns undefined when there is nothing to do.
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

/** Gives at most so many actions to one worker. */
export async function claimActions(
  db: Executor<Database>,
  claim: Claim,
  limit: number,
  context: Context,
): Promise<ClaimedAction[]> {
  const begun = await claimWork(db, executionWork, claim, limit, atOneInstant(context));
  return begun.map(toClaimed);
}

function toClaimed({ row, token, expiresAt, attempt }: BegunWork<PendingActionRow>): ClaimedAction {
  return {
    action: toPendingAction(row),
    lease: { token, actionId: row.id, expiresAt, attempt },
    // Of the public id alone, so that it gives nothing away.
    idempotencyKey: `handsfree-action-${row.id}`,
  };
}

/** @throws {InvalidInputError} naming the field. */
export function requireClaim(request: ClaimRequest, context: Context): Claim {
  const { types, userId, id, random = Math.random } = requireObject("request", request);
  if (
    !Array.isArray(types) ||
    types.length === 0 ||
    types.length > pendingActionLimits.claimTypes
  ) {
    throw new InvalidInputError(
      "types",
      `must be 1 to ${pendingActionLimits.claimTypes} types of action`,
    );
  }
  return {
    types: types.map((type: string) => requireText("types", type)),
    worker: requireWorker("worker", request.worker, context),
    leaseSeconds: requireLeaseSeconds(request.leaseSeconds),
    userId: ifGiven("userId", userId, requirePerson),
    id: ifGiven("id", id, requireUuid),
    random: requireFunction("random", random),
  };
}
