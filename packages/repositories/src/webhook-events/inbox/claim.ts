import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import {
  requireFunction,
  requireList,
  requireObject,
  requireText,
  requireWhole,
} from "../../validate.ts";
import { BeingTried } from "./being-tried.ts";
import { bury, isExhausted } from "./bury.ts";
import { type ClaimFilter, findDue, inTurn } from "./candidates.ts";
import { findInboxRow } from "./find-row.ts";
import { forEachEvent } from "./for-each-event.ts";
import { requireLeaseSeconds } from "../../lease-length.ts";
import { requireRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import { type ClaimedWebhookEvent, takeEvent } from "./take.ts";
import { requireWorker } from "../../person.ts";

/** The most events in one claim. */
export const maximumClaim = 100;
/** How many more than wanted are read, so that workers who come together find something each. */
const spare = 50;

/** Who wants events to work on, and which. */
export interface WebhookClaimRequest {
  /** The worker's name, for the record. It need not be unique; a lease's token is. */
  readonly worker: string;
  /** The most to claim, from 1 to 100. Default 1. */
  readonly limit?: number | undefined;
  /** Whole seconds, from 1 to 43,200 (12 hours). Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** Only of these senders, 1 to 100. Default all. */
  readonly sources?: readonly string[] | undefined;
  /** Only of these types, 1 to 100. Default all. */
  readonly eventTypes?: readonly string[] | undefined;
  /** Of it a claim needs `maximumAttempts` alone. What is left out is as in `defaultRetryPolicy`. */
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
  /** A random number from 0 to below 1, by which workers who come together part. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * Gives due events to one worker, each under a lease of its own: new ones, failed ones whose time has come, and
 * those whose worker let its lease run out. The longest due come first, but for those that other workers take
 * at the same time. Each is an attempt, and on record; one that has none left is `dead` instead.
 *
 * Bodies can be 25 MiB each, so a claim carries none: read one with `findWebhookPayload` when its turn comes.
 *
 * @returns none when nothing is due.
 * @throws {InvalidInputError} naming the field.
 */
export async function claimWebhookEvents(
  db: Executor<Database>,
  request: WebhookClaimRequest,
  context: Context = systemContext,
): Promise<ClaimedWebhookEvent[]> {
  requireCall(db, context);
  const claim = requireClaim(request, context);
  const claimed: ClaimedWebhookEvent[] = [];
  try {
    await claimInto(claimed, db, claim, atOneInstant(context));
  } catch (error) {
    // Leases that were won before it went wrong are not thrown away, unless they go with the transaction.
    if (claimed.length === 0 || db.isTransaction) throw error;
  }
  return claimed;
}

async function claimInto(
  claimed: ClaimedWebhookEvent[],
  db: Executor<Database>,
  claim: Claim,
  context: Context,
): Promise<void> {
  const beingTried = BeingTried.of(db);
  const tried = new Set<string>();
  while (claimed.length < claim.limit) {
    const most = claim.limit + spare + beingTried.size + tried.size;
    const found = await findDue(db, claim, context.now(), most);
    const due = found.filter((id) => !tried.has(id) && !beingTried.has(id));
    // Whoever is left without any of them has lost each to another worker, so this ends.
    if (due.length === 0 && found.length < most) break;
    let turns = inTurn(due, claim.limit - claimed.length, claim.random);
    // After two rounds it is better to look again than to go on with what others have read as well.
    for (let round = 1; round <= 2 && claimed.length < claim.limit; round++) {
      turns = turns.filter((id) => !beingTried.has(id));
      const next = turns.splice(0, claim.limit - claimed.length);
      for (const id of next) tried.add(id);
      await beingTried.during(next, () => takeAll(claimed, db, next, claim, context));
    }
  }
}

/** Those of them that nobody else takes, in this order; where one fails, the others that were won all the same. */
async function takeAll(
  claimed: ClaimedWebhookEvent[],
  db: Executor<Database>,
  ids: readonly string[],
  claim: Claim,
  context: Context,
): Promise<void> {
  const taken = new Map<string, ClaimedWebhookEvent>();
  try {
    await forEachEvent(db, ids, async (id) => {
      const one = await take(db, id, claim, context);
      if (one) taken.set(id, one);
    });
  } finally {
    claimed.push(...ids.flatMap((id) => taken.get(id) ?? []));
  }
}

/** A request that can be used, with what it left out. */
export interface Claim extends ClaimFilter {
  readonly worker: string;
  readonly limit: number;
  readonly leaseSeconds: number;
  readonly policy: RetryPolicy;
  readonly random: () => number;
}

/** Looks before it writes: what others have taken meanwhile costs no more than a look-up. */
async function take(
  db: Executor<Database>,
  id: string,
  claim: Claim,
  context: Context,
): Promise<ClaimedWebhookEvent | undefined> {
  const row = await findInboxRow(db, id);
  const next = row?.next_attempt_at ?? null;
  if (row === undefined || next === null || next > context.now()) return undefined;
  if (!isExhausted(row, claim.policy)) return takeEvent(db, row, claim, context);
  await bury(db, row, context);
  return undefined;
}

/** @throws {InvalidInputError} naming the field. */
export function requireClaim(request: WebhookClaimRequest, context: Context): Claim {
  const {
    limit = 1,
    sources,
    eventTypes,
    random = Math.random,
  } = requireObject("request", request);
  requireWhole("limit", limit, 1, maximumClaim);
  return {
    worker: requireWorker("worker", request.worker, context),
    limit,
    leaseSeconds: requireLeaseSeconds(request.leaseSeconds),
    sources: sources === undefined ? undefined : requireTexts("sources", sources),
    eventTypes: eventTypes === undefined ? undefined : requireTexts("eventTypes", eventTypes),
    policy: requireRetryPolicy(request.retryPolicy),
    random: requireFunction("random", random),
  };
}

function requireTexts(field: string, texts: readonly string[]): readonly string[] {
  requireList(field, texts);
  if (texts.length < 1 || texts.length > 100) {
    throw new InvalidInputError(field, `has ${texts.length}; give 1 to 100, or leave it out`);
  }
  return texts.map((text) => requireText(field, text));
}
