import { InvalidInputError } from "@handsfree/query";
import type { PendingActionRow } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { hashToken } from "../../token.ts";
import { requireObject } from "../../validate.ts";
import { requireClaimant } from "../../work/claimant.ts";
import { Claimer } from "../../work/claimer.ts";
import { leaseIsOver } from "../../work/lease.ts";
import type { LeaseToken } from "../../work/lease-token.ts";
import type { RowChange } from "../../work/write-changes.ts";
import type { PendingAction } from "../action.ts";
import type { ActionTypes } from "../transition.ts";
import { type Lease, toClaimed } from "./claim.ts";
import { type Claim, executionWork } from "./work.ts";

/** A claim that a proposal brings with it, so that an allowed call costs one request. */
export interface ClaimAtOnce {
  /** The worker's name in the audit trail. It need not be unique. */
  readonly worker: string;
  /** Whole seconds, from 1 to 43,200 (12 hours). Default 60. */
  readonly leaseSeconds?: number | undefined;
  /**
   * The token of the lease, which the caller makes for this request alone: 32 random bytes in base64url, which are 43
   * characters. By it a retry is known whose first answer was lost: it gets the same lease, and other callers get none.
   */
  readonly leaseToken: string;
}

/** A validated `ClaimAtOnce`. */
export interface OwnClaim extends Claim {
  readonly lease: LeaseToken;
}

/** @throws {InvalidInputError} naming the field. */
export function requireOwnClaim(
  field: string,
  given: ClaimAtOnce,
  { userId, actionType }: PendingAction,
  context: Context,
): OwnClaim {
  const { leaseToken: token, ...claimant } = requireObject(field, given);
  if (typeof token !== "string" || !/^[\w-]{43}$/.test(token)) {
    throw new InvalidInputError(
      `${field}.leaseToken`,
      "must be 32 random bytes in base64url, which are 43 characters",
    );
  }
  return {
    ...requireClaimant(claimant, context),
    types: [actionType],
    userId,
    id: undefined,
    lease: { token, sha256: hashToken(token) },
  };
}

/** Whether the last lease of the row was begun by an earlier attempt of the same request. */
export function isOwnLease({ lease }: OwnClaim, { lease_sha256 }: PendingActionRow): boolean {
  return lease.sha256 === lease_sha256;
}

/** A confirmed action that a claim begins, or ends since it may not be executed; or one that it began before. */
interface ClaimedAtOnce {
  readonly lease?: Lease | undefined;
  readonly change?: RowChange<ActionTypes> | undefined;
}

/** Claims the action of a proposal. @param context stands at one instant. */
export function claimAtOnce(
  claim: OwnClaim,
  row: PendingActionRow,
  context: Context,
): ClaimedAtOnce {
  if (row.state === "confirmed") {
    const claimer = new Claimer(executionWork, { claim, limit: 1, attempt: 0, context });
    claimer.give(row);
    const [begun] = claimer.served(new Set()).begun;
    return { lease: begun && toClaimed(begun).lease, change: claimer.changes[0] };
  }
  const { id: actionId, attempts: attempt, lease_expires_at: expiresAt } = row;
  const isRunning = row.state === "executing" && !leaseIsOver(row, context.now());
  if (!isRunning || expiresAt === null || !isOwnLease(claim, row)) return {};
  return { lease: { token: claim.lease.token, actionId, expiresAt, attempt } };
}
