import { setTimeout } from "node:timers/promises";
import type { HistoryDatabase } from "../history/tables.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { LockOptions } from "./lock-options.ts";
import { type Holder, LockRow } from "./lock-row.ts";
import { buryOwner, newOwner } from "./owner.ts";

/** The right to change the schema, until it is disposed of or lost. */
export interface Lock extends AsyncDisposable {
  readonly owner: string;
  /** Whether another has taken over, because it heard no heartbeat. */
  readonly lost: boolean;
}

/** How to wait for the lock. */
export interface AcquireOptions extends LockOptions {
  /** Ends the waiting; what is thrown is its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Asked each time that another has the lock; true ends the waiting. */
  readonly noLongerNeeded?: (() => Promise<boolean>) | undefined;
  /** Told of each one who is waited for, once. */
  readonly onWaiting?: ((holder: Holder) => void) | undefined;
  /** Told when the lock is taken from a dead one. */
  readonly onTakenOver?: ((holder: Holder) => void) | undefined;
}

/** The first wait and the longest, in milliseconds. */
const firstWait = 25;
const longestWait = 1000;

/** Waits for the lock. Undefined when it is no longer needed. */
export async function acquireLock(
  history: HistoryDatabase,
  options: AcquireOptions,
): Promise<Lock | undefined> {
  const { signal, wait = waitFor } = options;
  const row = new LockRow(history, options);
  let waitedFor: string | undefined;
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const holder = await row.holder();
    if (holder === undefined || holder.dead) {
      const lock = await take(row, holder, options);
      if (lock !== undefined) return lock;
    }
    if (await options.noLongerNeeded?.()) return undefined;
    if (holder !== undefined && holder.owner !== waitedFor) {
      waitedFor = holder.owner;
      options.onWaiting?.(holder);
    }
    const limit = Math.min(longestWait, firstWait * 2 ** Math.min(attempt, 10));
    await wait(limit * (0.5 + Math.random() / 2), signal);
  }
}

async function take(
  row: LockRow,
  from: Holder | undefined,
  options: AcquireOptions,
): Promise<Lock | undefined> {
  const owner = newOwner();
  let taken = false;
  try {
    taken = await row.take(owner, from);
  } finally {
    // Also where nobody knows whether it was: an owner that is dead can be followed.
    if (!taken) buryOwner(owner);
  }
  if (!taken) return undefined;
  if (from !== undefined) options.onTakenOver?.(from);
  const heartbeat = new Heartbeat(row, owner, options.heartbeatEvery);
  return {
    owner,
    get lost() {
      return heartbeat.lost;
    },
    [Symbol.asyncDispose]: async () => {
      await heartbeat.stop();
      // Whoever comes next sees that this one is dead, should the row not be reached.
      await row.release(owner).catch(() => undefined);
      buryOwner(owner);
    },
  };
}

async function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
