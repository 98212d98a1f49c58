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

/** The most events that one runner works on at a time. */
const mostAtOnce = 100;
/** The longest wait that a timer of Node's can have, in milliseconds. */
const longestPoll = 2 ** 31 - 1;

/** What a handler is given besides the event. */
export interface WebhookAttempt {
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** Aborted when the lease is lost: another worker may have the event, so this one should stop. */
  readonly signal: AbortSignal;
  /** Reads the body, as `findWebhookPayload` does; only then is it in memory. */
  readonly payload: () => ReturnType<typeof findWebhookPayload>;
}

/** What a handler returns where the work is not done. Nothing says that it is. */
export type WebhookHandled =
  | { readonly outcome: "ignored"; readonly reason?: string | undefined }
  | { readonly outcome: "failed"; readonly error: string; readonly retry?: boolean | undefined };

/** Does the work for one event. What it throws is a failure that is tried again. */
export type HandleWebhookEvent = (
  event: WebhookEvent,
  attempt: WebhookAttempt,
  // Void, so that a handler without a return is one.
) => Promise<WebhookHandled | void>;

/** Who works on events, and how. */
export interface WebhookProcessing extends Omit<WebhookClaimRequest, "limit"> {
  /** Does the work for one event. It may be called twice for one: see `processWebhookEvents`. */
  readonly handle: HandleWebhookEvent;
  /** How many at a time, from 1 to 100. Default 4. */
  readonly concurrency?: number | undefined;
  /** How long to wait before looking again when nothing is due, in milliseconds. Default 1000. */
  readonly pollMilliseconds?: number | undefined;
  /** Ends it: nothing more is claimed, and what is being worked on is finished. */
  readonly signal: AbortSignal;
  /** Waits so many milliseconds, or until the signal is aborted, and never throws. Default: the context's timer. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/**
 * Works on what is due until the signal is aborted: claims events, extends their leases while their handlers run,
 * and reports what came of each. An event is handled at least once: when this process dies, or cannot reach the
 * database for a lease's time, another worker takes it over.
 *
 * @param db the database, and no transaction.
 * @returns when all that it began is finished.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for an error of the database that does not pass, once what it began is finished. Those that
 *   may pass are tried again. What was not reported is taken over when its lease has run out.
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
  // Also where nothing is ever due, or the signal is aborted already.
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
