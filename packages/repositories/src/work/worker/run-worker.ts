import { HandsFreeError, InvalidInputError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context } from "../../context.ts";
import type { WorkHeartbeat } from "../report.ts";
import { keepLease } from "./keep-lease.ts";
import { WakeSignal } from "./wake-signal.ts";

/** The operations and settings of a worker for one kind of work. */
export interface Worker<Claimed> {
  readonly claim: (limit: number) => Promise<readonly Claimed[]>;
  /**
   * Carries out one claim. It may stop early when the lease is lost.
   *
   * @returns a function that sends the report.
   */
  readonly work: (claimed: Claimed, lost: AbortSignal) => Promise<() => Promise<unknown>>;
  readonly heartbeat: (claimed: Claimed) => Promise<WorkHeartbeat<object>>;
  /** Returns a claim that was won while the worker was stopping. Default: the work is carried out. */
  readonly giveBack?: (claimed: Claimed) => Promise<unknown>;
  /** Calls the listener when there may be work to claim. @returns a function that ends the subscription. */
  readonly subscribe?: (listener: () => void) => () => void;
  /** The maximum number of claims that are carried out at a time. */
  readonly concurrency: number;
  readonly leaseSeconds: number;
  /** The wait after a claim that found too little work. */
  readonly pollMilliseconds: number;
  /** Stops the worker: it claims nothing more, and finishes the work that it has begun. */
  readonly signal: AbortSignal;
}

/** The maximum number of times that a report is sent. */
const reportAttempts = 5;
/** The wait between them, in milliseconds. */
const reportDelay = 1000;

/** @throws {InvalidInputError} for a transaction, which would end before the lease. */
export function requireNoTransaction(db: Executor<Database>): void {
  if (!db.isTransaction) return;
  throw new InvalidInputError(
    "db",
    "must be the database, since a transaction ends before a lease does",
  );
}

/**
 * Claims work, carries it out under leases that heartbeats extend, and reports it, until the signal is aborted. After a
 * retryable error of the database a claim is repeated at the next poll, and a report after a second. The promise
 * settles when all begun work has ended.
 *
 * @throws the first other error of the database. Another worker takes over unreported work after its lease has expired.
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

/** Claims nothing after a retryable error. */
async function claimIfPossible<Claimed>(
  { claim }: Worker<Claimed>,
  limit: number,
): Promise<readonly Claimed[]> {
  try {
    return await claim(limit);
  } catch (error) {
    if (isRetryable(error)) return [];
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
    // Also after the lease was lost: the report counts until another worker takes over.
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
      if (!isRetryable(error) || attempt === reportAttempts) throw error;
    }
    await new Promise<void>((resolve) => {
      callLater(context, resolve, reportDelay);
    });
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof HandsFreeError && error.retryable;
}
