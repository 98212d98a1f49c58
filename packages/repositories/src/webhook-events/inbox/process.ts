import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { setTimeout } from "node:timers/promises";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { claimWebhookEvents, requireClaim, type WebhookClaimRequest } from "./claim.ts";
import { releaseWebhookEvent } from "./end.ts";
import type { ClaimedWebhookEvent } from "./take.ts";
import { type HandleWebhookEvent, workOn } from "./work-on.ts";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../../validate.ts";

/** The most events that one runner works on at a time. */
const mostAtOnce = 100;
/** The longest wait that a timer of Node's can have, in milliseconds. */
const longestPoll = 2 ** 31 - 1;

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
  /** Waits so many milliseconds, or until the signal is aborted. Default: a timer. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/**
 * Works on what is due until the signal is aborted: claims events, extends their leases while their handlers run,
 * and reports what came of each. An event is handled at least once: when this process dies, or cannot reach the
 * database for a lease's time, another worker takes it over.
 *
 * @returns when all that it began is finished.
 * @throws {InvalidInputError} naming the field, and the database's errors once what it began is finished; its
 *   events are taken over when their leases have run out.
 */
export async function processWebhookEvents(
  db: Executor<Database>,
  options: WebhookProcessing,
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const {
    concurrency = 4,
    pollMilliseconds = 1000,
    wait = waitFor,
  } = requireObject("options", options);
  requireFunction("handle", options.handle);
  requireFunction("wait", wait);
  requireWhole("pollMilliseconds", pollMilliseconds, 0, longestPoll);
  requireSignal("signal", options.signal);
  requireWhole("concurrency", concurrency, 1, mostAtOnce);
  // Also where nothing is ever due, or the signal is aborted already.
  requireClaim({ ...options, limit: 1 }, context);
  const broken = new AbortController();
  const stop = AbortSignal.any([options.signal, broken.signal]);
  const running = new Set<Promise<void>>();
  try {
    while (!stop.aborted) {
      const limit = concurrency - running.size;
      const claimed = await claimWebhookEvents(db, { ...options, limit }, context);
      for (const claim of claimed) {
        const work = stop.aborted
          ? giveBack(db, claim, context)
          : workOn(db, claim, { ...options, wait }, context);
        const settled = work
          .catch((error: unknown) => broken.abort(error))
          .finally(() => running.delete(settled));
        running.add(settled);
      }
      if (running.size === concurrency) await Promise.race(running);
      else if (claimed.length < limit) await untilNext(running, pollMilliseconds, stop, wait);
    }
  } finally {
    await Promise.all(running);
  }
  if (broken.signal.aborted) throw broken.signal.reason;
}

/** What was claimed while it was told to stop. */
async function giveBack(
  db: Executor<Database>,
  { event, lease }: ClaimedWebhookEvent,
  context: Context,
): Promise<void> {
  await releaseWebhookEvent(db, { id: event.id, token: lease.token }, context);
}

/** Until it is time to look again: a while has passed, something was finished, or it is to stop. */
async function untilNext(
  running: ReadonlySet<Promise<void>>,
  milliseconds: number,
  stop: AbortSignal,
  wait: NonNullable<WebhookProcessing["wait"]>,
): Promise<void> {
  const over = new AbortController();
  await Promise.race([wait(milliseconds, AbortSignal.any([stop, over.signal])), ...running]);
  over.abort();
}

/** Ends early, and quietly, when the signal is aborted. */
async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
}
