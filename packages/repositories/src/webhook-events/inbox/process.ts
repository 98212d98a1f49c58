import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, type Schedule, systemContext } from "../../context.ts";
import {
  ifGiven,
  requireFunction,
  requireObject,
  requireSignal,
  requireWhole,
} from "../../validate.ts";
import { describeError } from "../../work/error-text.ts";
import { requireNoTransaction, runWorker } from "../../work/worker/run-worker.ts";
import type { WebhookEvent } from "../event.ts";
import { findWebhookPayload } from "../payload.ts";
import {
  type ClaimedWebhookEvent,
  claimWebhookEvents,
  requireClaim,
  type WebhookClaimRequest,
} from "./claim.ts";
import {
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  releaseWebhookEvent,
  succeedWebhookEvent,
  type WebhookLeaseHolder,
} from "./report.ts";

/** The maximum of events in progress per runner. */
const mostAtOnce = 100;
/** The longest delay of a Node timer, in milliseconds. */
const longestPoll = 2 ** 31 - 1;

/** The handler's second argument. */
export interface WebhookAttempt {
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** Aborted when the lease is lost: another worker can claim the event, so the handler should stop. */
  readonly signal: AbortSignal;
  /** Reads the body, as `findWebhookPayload` does. It is not in memory before. */
  readonly payload: () => ReturnType<typeof findWebhookPayload>;
}

/** The result of a handler that did not do the work. A handler that returns nothing did it. */
export type WebhookHandled =
  | { readonly outcome: "ignored"; readonly reason?: string | undefined }
  | { readonly outcome: "failed"; readonly error: string; readonly retry?: boolean | undefined };

/** Processes one event. If it throws, the event has failed and is tried again. */
export type HandleWebhookEvent = (
  event: WebhookEvent,
  attempt: WebhookAttempt,
  // `void`, so that a handler without a return statement is assignable.
) => Promise<WebhookHandled | void>;

/** The options of `processWebhookEvents`. */
export interface WebhookProcessing extends Omit<WebhookClaimRequest, "limit"> {
  /** Processes one event. It can be called twice for one event: see `processWebhookEvents`. */
  readonly handle: HandleWebhookEvent;
  /** How many events are processed at a time, from 1 to 100. Default 4. */
  readonly concurrency?: number | undefined;
  /** The wait before the next claim when nothing is due, in milliseconds. Default 1000. */
  readonly pollMilliseconds?: number | undefined;
  /** Stops the run: nothing more is claimed, and events in progress are finished. */
  readonly signal: AbortSignal;
  /** Waits this many milliseconds, or until the signal is aborted; never throws. Default: the context's timer. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/**
 * Processes due events until the signal is aborted: claims them, extends their leases while the handlers run, and
 * reports the results. An event is handled at least once: if this process dies, or cannot reach the database for
 * the time of a lease, another worker takes the event over.
 *
 * @param db the database, not a transaction.
 * @returns when all claimed events are finished.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for a database error that is not retryable, after all claimed events are finished.
 *   Retryable errors are retried. Another worker takes over unreported events when their leases expire.
 */
export async function processWebhookEvents(
  db: Executor<Database>,
  options: WebhookProcessing,
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const { handle, retryPolicy, signal, wait } = requireObject("options", options);
  const { concurrency = 4, pollMilliseconds = 1000 } = options;
  requireNoTransaction(db);
  requireFunction("handle", handle);
  ifGiven("wait", wait, requireFunction);
  requireWhole("pollMilliseconds", pollMilliseconds, 0, longestPoll);
  requireSignal("signal", signal);
  requireWhole("concurrency", concurrency, 1, mostAtOnce);
  // Checked before the first claim, since nothing may ever be due.
  const { leaseSeconds } = requireClaim({ ...options, limit: 1 }, context);
  await runWorker(
    {
      claim: (limit) => claimWebhookEvents(db, { ...options, limit }, context),
      heartbeat: (claimed) =>
        heartbeatWebhookEvent(db, { ...holderOf(claimed), leaseSeconds }, context),
      async work(claimed, lost) {
        const { event, lease } = claimed;
        const handled = await attempt(handle, event, {
          attempt: lease.attempt,
          signal: lost,
          payload: () => findWebhookPayload(db, event.id),
        });
        const holder = holderOf(claimed);
        if (handled === undefined) return () => succeedWebhookEvent(db, holder, context);
        if (handled.outcome === "ignored") {
          return () => ignoreWebhookEvent(db, { ...holder, reason: handled.reason }, context);
        }
        const { error, retry } = handled;
        return () => failWebhookEvent(db, { ...holder, error, retry, retryPolicy }, context);
      },
      giveBack: (claimed) => releaseWebhookEvent(db, holderOf(claimed), context),
      concurrency,
      leaseSeconds,
      pollMilliseconds,
      signal,
    },
    wait ? { ...context, schedule: scheduleBy(wait) } : context,
  );
}

function holderOf({ event, lease }: ClaimedWebhookEvent): WebhookLeaseHolder {
  return { id: event.id, token: lease.token };
}

async function attempt(
  handle: HandleWebhookEvent,
  event: WebhookEvent,
  attempted: WebhookAttempt,
): Promise<WebhookHandled | undefined> {
  try {
    return (await handle(event, attempted)) ?? undefined;
  } catch (error) {
    return { outcome: "failed", error: describeError(error) };
  }
}

function scheduleBy(wait: NonNullable<WebhookProcessing["wait"]>): Schedule {
  return (callback, milliseconds) => {
    const over = new AbortController();
    void wait(milliseconds, over.signal).then(() => {
      if (!over.signal.aborted) callback();
    });
    return () => over.abort();
  };
}
