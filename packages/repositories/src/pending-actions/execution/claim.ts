import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireFunction, requireObject, requireText, requireUuid } from "../../validate.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { hasItsDigest } from "../digest.ts";
import { abandon, abandonExhausted } from "./abandon.ts";
import { type ClaimFilter, findCandidates, inTurn } from "./candidates.ts";
import { requireLeaseSeconds } from "../../lease-length.ts";
import { type Lease, rowIsFree } from "./lease.ts";
import { startExecution } from "./start.ts";
import { requirePerson, requireWorker } from "../../person.ts";

/** The most types that a worker can ask for at once. */
export const maximumClaimTypes = 100;

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
 * the decision, it is `abandoned`, as it is when no attempts are left. One that is carried out by
 * whoever confirms it (`maxAttempts` 0) is never claimed.
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
  if (claim.id !== undefined) return take(db, claim.id, claim, instant);
  // Whoever is left without one of those it read has lost each of them to another worker, so this ends.
  for (;;) {
    const candidates = await findCandidates(db, claim, instant.now());
    if (candidates.length === 0) return undefined;
    for (const id of inTurn(candidates, claim.random)) {
      const claimed = await take(db, id, claim, instant);
      if (claimed) return claimed;
    }
  }
}

/** A request that can be used, with what it left out. */
export interface Claim extends ClaimFilter {
  readonly worker: string;
  readonly leaseSeconds: number;
  readonly id: string | undefined;
  readonly random: () => number;
}

/** Undefined where another worker was quicker, or nobody is to have it. */
async function take(
  db: Executor<Database>,
  id: string,
  claim: Claim,
  context: Context,
): Promise<ClaimedAction | undefined> {
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined || !canBeTaken(row, claim, context.now())) return undefined;
  if (!hasItsDigest(toPendingAction(row), row.payload_digest)) {
    await abandon(db, row, { by: claim.worker, reason: "payload was altered" }, context);
    return undefined;
  }
  if (row.attempts >= row.max_attempts) {
    await abandonExhausted(db, row, context);
    return undefined;
  }
  const started = await startExecution(db, row, claim, context);
  return started && { ...started, idempotencyKey: executionKey(id) };
}

/** What the look for candidates asks for; they are looked up by their id alone. */
function canBeTaken(row: PendingActionRow, { types, userId }: Claim, now: Date): boolean {
  const mayExecute =
    row.state === "executing" || (row.state === "confirmed" && row.attempts < row.max_attempts);
  const isWanted =
    types.includes(row.action_type) && (userId === undefined || row.user_id === userId);
  return mayExecute && isWanted && rowIsFree(row, now);
}

/** Of the public id alone, so that it tells nobody anything. */
function executionKey(id: string): string {
  return `handsfree-action-${id}`;
}

/** @throws {InvalidInputError} naming the field. */
export function requireClaim(request: ClaimRequest, context: Context): Claim {
  const { types, userId, id, random = Math.random } = requireObject("request", request);
  if (!Array.isArray(types) || types.length === 0 || types.length > maximumClaimTypes) {
    throw new InvalidInputError("types", `must be 1 to ${maximumClaimTypes} types of action`);
  }
  return {
    types: types.map((type: string) => requireText("types", type)),
    worker: requireWorker("worker", request.worker, context),
    leaseSeconds: requireLeaseSeconds(request.leaseSeconds),
    userId: userId === undefined ? undefined : requirePerson("userId", userId),
    id: id === undefined ? undefined : requireUuid("id", id),
    random: requireFunction("random", random),
  };
}
