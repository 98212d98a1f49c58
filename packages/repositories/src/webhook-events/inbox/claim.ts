import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { ifGiven, requireList, requireObject, requireText, requireWhole } from "../../validate.ts";
import { claimWork } from "../../work/claim.ts";
import { requireClaimant } from "../../work/claimant.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { webhookLimits } from "../limits.ts";
import { requireRetryPolicy, type RetryPolicy } from "../../work/retry-policy.ts";
import { type Claim, inboxWork } from "./work.ts";

/** A worker's request for events. */
export interface WebhookClaimRequest {
  /** The worker's name, for the record. It need not be unique: the token identifies the lease. */
  readonly worker: string;
  /** The most to claim, from 1 to 100. Default 1. */
  readonly limit?: number | undefined;
  /** Whole seconds, from 1 to 43,200 (12 hours). Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** Only events of these sources, 1 to 100. Default all. */
  readonly sources?: readonly string[] | undefined;
  /** Only events of these types, 1 to 100. Default all. */
  readonly eventTypes?: readonly string[] | undefined;
  /** A claim uses `maximumAttempts` alone. Missing members are as in `defaultRetryPolicy`. */
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
  /**
   * A random number from 0 to below 1. It spreads workers of several processes over the events, after one of them took
   * an event that another had found. Default `Math.random`.
   */
  readonly random?: (() => number) | undefined;
}

/** A worker's right to process an event for a limited time. */
export interface WebhookLease {
  /** The only copy of the token; reports and heartbeats need it. */
  readonly token: string;
  readonly eventId: string;
  /** From this instant on another worker can claim the event. */
  readonly expiresAt: Date;
  /** The number of this attempt, from 1. A replay begins at 1 again. */
  readonly attempt: number;
}

/** A claimed event and its lease. */
export interface ClaimedWebhookEvent {
  readonly event: WebhookEvent;
  readonly lease: WebhookLease;
}

/**
 * Claims due events for one worker, each under its own lease: new events, failed ones whose back-off is over, and
 * events whose lease has expired. The longest due come first, except those that other workers claim at the same
 * time. Each claim is an attempt, and is recorded. An event without attempts left becomes `dead` instead.
 *
 * A body can have 25 MiB, so a claim returns none: read it with `findWebhookPayload` when you process the event.
 *
 * @returns an empty list if nothing is due.
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
  const { limit = 1, sources, eventTypes } = requireObject("request", request);
  requireWhole("limit", limit, 1, webhookLimits.claim);
  return {
    ...requireClaimant(request, context),
    limit,
    sources: ifGiven("sources", sources, requireTexts),
    eventTypes: ifGiven("eventTypes", eventTypes, requireTexts),
    policy: requireRetryPolicy(request.retryPolicy),
  };
}

function requireTexts(field: string, texts: readonly string[]): readonly string[] {
  requireList(field, texts);
  if (texts.length < 1 || texts.length > 100) {
    throw new InvalidInputError(field, `has ${texts.length}; give 1 to 100, or leave it out`);
  }
  return texts.map((text) => requireText(field, text));
}
