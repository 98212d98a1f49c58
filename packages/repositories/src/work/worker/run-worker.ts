import { HandsFreeError, InvalidInputError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../context.ts";
import type { WorkHeartbeat } from "../report.ts";
import { keepLease } from "./keep-lease.ts";
import { WakeSignal } from "./wake-signal.ts";

/** A worker of one kind of work. */
export interface Worker<Claimed> {
  readonly claim: (limit: number) => Promise<readonly Claimed[]>;
  /** Does one until its end or, where it heeds the signal, until its lease is lost. @returns what reports it. */
  readonly work: (claimed: Claimed, lost: AbortSignal) => Promise<() => Promise<unknown>>;
  readonly heartbeat: (claimed: Claimed) => Promise<WorkHeartbeat<object>>;
  /** Gives one back that was claimed while the worker was stopped. Default: it is done. */
  readonly giveBack?: (claimed: Claimed) => Promise<unknown>;
  /** Has the listener called when there may be something to claim. @returns what ends it. */
  readonly subscribe?: (listener: () => void) => () => void;
  /** How many are done at a time. */
  readonly concurrency: number;
  readonly leaseSeconds: number;
  /** How long until the next look, where nothing was due. */
  readonly pollMilliseconds: number;
  /** Ends it: nothing more is claimed, and what has begun is finished. */
  readonly signal: AbortSignal;
}

/** How often a report is tried that the database did not take. */
const reportAttempts = 5;
/** How long after each, in milliseconds. */
const reportDelay = 1000;

/** @throws {InvalidInputError} for a transaction. */
export function requireNoTransaction(db: Executor<Database>): void {
  if (!db.isTransaction) return;
  throw new InvalidInputError(
    "db",
    "is a transaction, which ends before a lease does; give the database",
  );
}

/**
 * Claims work, does it under leases that are kept by heartbeats, and reports it, until the signal is aborted. An error of the
 * database that may pass is tried again: that of a claim at the next look, that of a report after a second.
 *
 * @returns when all that it has begun has ended.
 * @throws an error of the database that does not pass, once all that it has begun has ended. What was not reported
 *   is taken over when its lease has run out.
 */
export async function runWorker<Claimed extends { readonly lease: { readonly expiresAt: Date } }>(
  worker: Worker<Claimed>,
  context: Context,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([worker.signal, failed.signal]);
  const wake = new WakeSignal();
  const unsubscribe = worker.subscribe?.(wake.notify);
  stop.addEventListener("abort", wake.notify);
  const running = new Set<Promise<void>>();
  const begin = (claimed: Claimed): void => {
    const giveBack = stop.aborted ? worker.giveBack : undefined;
    const work = giveBack ? giveBack(claimed) : workOn(worker, claimed, context);
    const settled = work
      .then(undefined, (error: unknown) => failed.abort(error))
      .then(() => {
        running.delete(settled);
        wake.interrupt();
      });
    running.add(settled);
  };
  try {
    while (!stop.aborted) {
      const limit = worker.concurrency - running.size;
      const claimed = await claimIfPossible(worker, limit);
      for (const one of claimed) begin(one);
      if (running.size === worker.concurrency) await Promise.race(running);
      else if (claimed.length < limit && !stop.aborted) {
        await wake.wait(worker.pollMilliseconds, context);
      }
    }
  } finally {
    stop.removeEventListener("abort", wake.notify);
    unsubscribe?.();
    await Promise.all(running);
  }
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** None also where the database may answer at the next look. */
async function claimIfPossible<Claimed>(
  { claim }: Worker<Claimed>,
  limit: number,
): Promise<readonly Claimed[]> {
  try {
    return await claim(limit);
  } catch (error) {
    if (mayPass(error)) return [];
    throw error;
  }
}

async function workOn<Claimed extends { readonly lease: { readonly expiresAt: Date } }>(
  { work, heartbeat, leaseSeconds }: Worker<Claimed>,
  claimed: Claimed,
  context: Context,
): Promise<void> {
  const kept = keepLease(() => heartbeat(claimed), claimed.lease, leaseSeconds, context);
  try {
    const report = await work(claimed, kept.signal);
    // Also when the lease was lost: until another worker takes over, the report counts.
    await send(report, context);
  } finally {
    kept.stop();
  }
}

async function send(report: () => Promise<unknown>, context: Context): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await report();
      return;
    } catch (error) {
      if (!mayPass(error) || attempt === reportAttempts) throw error;
    }
    await new Promise<void>((resolve) => {
      callLater(context, resolve, reportDelay);
    });
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof HandsFreeError && error.retryable;
}
