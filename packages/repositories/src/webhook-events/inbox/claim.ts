import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireWorker } from "../../person.ts";
import {
  ifGiven,
  requireFunction,
  requireList,
  requireObject,
  requireText,
  requireWhole,
} from "../../validate.ts";
import { claimWork } from "../../work/claim.ts";
import { requireLeaseSeconds } from "../../work/lease.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { webhookLimits } from "../limits.ts";
import { requireRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import { type Claim, inboxWork } from "./work.ts";

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

/** The right to work on an event, for a while. */
export interface WebhookLease {
  /** The only copy there is; reports and heartbeats need it. */
  readonly token: string;
  readonly eventId: string;
  /** The first instant at which another worker may have the event. */
  readonly expiresAt: Date;
  /** Which attempt this is, from 1; from 1 again after a replay. */
  readonly attempt: number;
}

/** An event to work on now. */
export interface ClaimedWebhookEvent {
  readonly event: WebhookEvent;
  readonly lease: WebhookLease;
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
  const begun = await claimWork(db, inboxWork, claim, claim.limit, atOneInstant(context));
  return begun.map(({ row, token, expiresAt, attempt }) => ({
    event: toWebhookEvent(row),
    lease: { token, eventId: row.id, expiresAt, attempt },
  }));
}

/** @throws {InvalidInputError} naming the field. */
export function requireClaim(request: WebhookClaimRequest, context: Context): Claim {
  const {
    limit = 1,
    sources,
    eventTypes,
    random = Math.random,
  } = requireObject("request", request);
  requireWhole("limit", limit, 1, webhookLimits.claim);
  return {
    worker: requireWorker("worker", request.worker, context),
    limit,
    leaseSeconds: requireLeaseSeconds(request.leaseSeconds),
    sources: ifGiven("sources", sources, requireTexts),
    eventTypes: ifGiven("eventTypes", eventTypes, requireTexts),
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
