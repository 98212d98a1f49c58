import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import type { WebhookEvent } from "../event.ts";
import { findWebhookPayload } from "../payload.ts";
import { failWebhookEvent, ignoreWebhookEvent, succeedWebhookEvent } from "./end.ts";
import { heartbeatWebhookEvent } from "./heartbeat.ts";
import { requireLeaseSeconds } from "../../lease-length.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import type { ClaimedWebhookEvent } from "./take.ts";

/** What a handler has of its event, besides what it is. */
export interface WebhookAttempt {
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** Aborted when the lease is lost: another worker may have the event, so this one should stop. */
  readonly signal: AbortSignal;
  /** Reads the body, as `findWebhookPayload` does; only then is it in memory. */
  readonly payload: () => ReturnType<typeof findWebhookPayload>;
}

/** What a handler says in place of nothing, which is that the work is done. */
export type WebhookHandled =
  | { readonly outcome: "ignored"; readonly reason?: string | undefined }
  | { readonly outcome: "failed"; readonly error: string; readonly retry?: boolean | undefined };

/** Does the work for one event. What it throws is a failure that is tried again. */
export type HandleWebhookEvent = (
  event: WebhookEvent,
  attempt: WebhookAttempt,
  // Void, so that a handler without a return is one.
) => Promise<WebhookHandled | void>;

interface Work {
  readonly handle: HandleWebhookEvent;
  readonly leaseSeconds?: number | undefined;
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** Works on one event under its lease, and reports what came of it. */
export async function workOn(
  db: Executor<Database>,
  { event, lease }: ClaimedWebhookEvent,
  work: Work,
  context: Context,
): Promise<void> {
  const holder = { id: event.id, token: lease.token };
  const lost = new AbortController();
  const done = new AbortController();
  const beating = keepLease(db, holder, work, { lost, done: done.signal }, context);
  const handled = await attempt(work.handle, event, {
    attempt: lease.attempt,
    signal: lost.signal,
    payload: () => findWebhookPayload(db, event.id),
  });
  done.abort();
  await beating;
  const { retryPolicy } = work;
  if (handled === undefined) await succeedWebhookEvent(db, holder, context);
  else if (handled.outcome === "ignored") {
    await ignoreWebhookEvent(db, { ...holder, reason: handled.reason }, context);
  } else {
    const { error, retry } = handled;
    await failWebhookEvent(db, { ...holder, error, retry, retryPolicy }, context);
  }
}

async function attempt(
  handle: HandleWebhookEvent,
  event: WebhookEvent,
  attempted: WebhookAttempt,
): Promise<WebhookHandled | undefined> {
  try {
    return (await handle(event, attempted)) ?? undefined;
  } catch (error) {
    return { outcome: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

/** Extends the lease three times in its length, until the work is done or the lease is lost. */
async function keepLease(
  db: Executor<Database>,
  holder: { readonly id: string; readonly token: string },
  { leaseSeconds, wait }: Work,
  { lost, done }: { readonly lost: AbortController; readonly done: AbortSignal },
  context: Context,
): Promise<void> {
  const pause = (requireLeaseSeconds(leaseSeconds) * 1000) / 3;
  while (!done.aborted && !lost.signal.aborted) {
    await wait(pause, done);
    if (done.aborted) return;
    const beat = heartbeatWebhookEvent(db, { ...holder, leaseSeconds }, context);
    // One that does not get through is made again; if none does, the lease runs out, as it should.
    const outcome = await beat.then((heartbeat) => heartbeat.outcome).catch(() => "extended");
    if (outcome !== "extended") lost.abort(new Error("the lease of this event is lost"));
  }
}
