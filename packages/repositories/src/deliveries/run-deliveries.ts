import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context } from "../context.ts";
import { claimWork } from "../work/claim.ts";
import type { Holder } from "../work/held.ts";
import type { ClaimableTypes, WorkClaim } from "../work/leased-work.ts";
import { heartbeatWork } from "../work/report.ts";
import type { SharedLeases } from "../work/shared-leases.ts";
import { runWorker } from "../work/worker/run-worker.ts";
import type { Sender } from "./sender-options.ts";

/** Longer than an attempt takes. */
const leaseSeconds = 60;

/** A sender's claim. */
export interface DeliveryClaim extends WorkClaim {
  /** How many deliveries to a target the sender attempts already. */
  readonly busy: ReadonlyMap<string, number>;
}

/** Leased work that is sent to a target. */
interface SendableTypes extends ClaimableTypes {
  readonly row: ClaimableTypes["row"] & { readonly id: string };
  readonly claim: DeliveryClaim;
}

/** A kind of deliveries, and how one is attempted. */
export interface DeliveryRun<T extends SendableTypes> {
  readonly work: SharedLeases<T>;
  readonly worker: string;
  /** The id of what a delivery goes to. */
  readonly targetOf: (row: T["row"]) => string;
  /** Makes an attempt. @returns a function that reports it. */
  readonly attempt: (
    row: T["row"],
    holder: Holder,
    lost: AbortSignal,
  ) => Promise<() => Promise<void>>;
  /** Gives a delivery back: the attempt does not count. */
  readonly release: (holder: Holder) => Promise<void>;
  /** Makes deliveries of the feed until the signal. */
  readonly make: (onMade: () => void, signal: AbortSignal) => Promise<void>;
  readonly sender: Sender;
}

interface Claimed<T extends SendableTypes> {
  readonly row: T["row"];
  readonly lease: { readonly token: string; readonly expiresAt: Date };
}

/** Makes deliveries and attempts those that are due, until the signal is aborted: attempts in progress are finished. */
export async function runDeliveries<T extends SendableTypes>(
  db: Executor<Database>,
  { work, worker, targetOf, attempt, release, make, sender }: DeliveryRun<T>,
  context: Context,
): Promise<void> {
  const { random, signal, concurrency, pollMilliseconds } = sender;
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const open = new Set<Claimed<T>>();
  const busy = new Map<string, number>();
  const listeners = new Set<() => void>();
  const wake = (): void => {
    for (const listener of listeners) listener();
  };
  const claim = async (limit: number): Promise<Claimed<T>[]> => {
    const asked: DeliveryClaim = { worker, leaseSeconds, random, busy: new Map(busy) };
    const begun = await claimWork(db, work, asked, limit, atOneInstant(context));
    return begun.map(({ row, token, expiresAt }) => {
      const target = targetOf(row);
      busy.set(target, (busy.get(target) ?? 0) + 1);
      const claimed = { row, lease: { token, expiresAt } };
      open.add(claimed);
      return claimed;
    });
  };
  const ended = (claimed: Claimed<T>): void => {
    if (!open.delete(claimed)) return;
    const target = targetOf(claimed.row);
    const rest = (busy.get(target) ?? 1) - 1;
    if (rest === 0) busy.delete(target);
    else busy.set(target, rest);
    // Its place is free for the next delivery to the target.
    wake();
  };
  const delivering = runWorker<Claimed<T>>(
    {
      claim,
      heartbeat: (one) => heartbeatWork(db, work, { ...holderOf(one), leaseSeconds }, context),
      work: async (claimed, lost) => {
        const report = await attempt(claimed.row, holderOf(claimed), lost);
        lost.addEventListener("abort", () => ended(claimed), { once: true });
        return async () => {
          await report();
          ended(claimed);
        };
      },
      giveBack: (claimed) => release(holderOf(claimed)),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      concurrency,
      pollMilliseconds,
      leaseSeconds,
      signal: stop,
    },
    context,
  );
  const both = [delivering, make(wake, stop)];
  for (const one of both) one.catch((error: unknown) => failed.abort(error));
  await Promise.allSettled(both);
  if (failed.signal.aborted) throw failed.signal.reason;
}

function holderOf<T extends SendableTypes>({ row, lease }: Claimed<T>): Holder {
  return { key: row.id, token: lease.token };
}
