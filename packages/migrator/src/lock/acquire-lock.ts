import { setTimeout } from "node:timers/promises";
import type { HistoryDatabase } from "../history/tables.ts";
import type { MigrationEvent } from "../run/events.ts";
import type { RunOptions } from "../run/run-options.ts";
import { Heartbeat } from "./heartbeat.ts";
import { type Holder, LockRow } from "./lock-row.ts";
import { describeOwner, endOwner, newOwner } from "./owner.ts";

/** The right to change the schema, until it is disposed of or lost. */
export interface Lock extends AsyncDisposable {
  readonly owner: string;
  /** Whether another runner took the lock because it saw no heartbeat. */
  readonly lost: boolean;
}

interface AcquireOptions extends RunOptions {
  /** Asked after each failed attempt; true ends the wait. */
  readonly noLongerNeeded?: (() => Promise<boolean>) | undefined;
}

/** The first wait and the longest, in milliseconds. */
const firstWait = 25;
const longestWait = 1000;

/** Waits for the lock. Undefined when it is no longer needed. */
export async function acquireLock(
  history: HistoryDatabase,
  options: AcquireOptions,
): Promise<Lock | undefined> {
  const { signal, onEvent, lock: { wait = waitFor } = {} } = options;
  const row = new LockRow(history, options.lock);
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
      onEvent?.(eventOf("waiting", holder));
    }
    const limit = Math.min(longestWait, firstWait * 2 ** Math.min(attempt, 10));
    await wait(limit * (0.5 + Math.random() / 2), signal);
  }
}

async function take(
  row: LockRow,
  from: Holder | undefined,
  { onEvent, lock }: RunOptions,
): Promise<Lock | undefined> {
  const owner = newOwner();
  let taken = false;
  try {
    taken = await row.take(owner, from);
  } finally {
    // After an error the row may hold this owner. Others can take the lock from an ended owner.
    if (!taken) endOwner(owner);
  }
  if (!taken) return undefined;
  if (from !== undefined) onEvent?.(eventOf("taken_over", from));
  const heartbeat = new Heartbeat(row, owner, lock?.heartbeatEvery);
  return {
    owner,
    get lost() {
      return heartbeat.lost;
    },
    [Symbol.asyncDispose]: async () => {
      await heartbeat.stop();
      // If the row cannot be reached, the next runner sees that this owner has ended.
      await row.release(owner).catch(() => undefined);
      endOwner(owner);
    },
  };
}

function eventOf(type: "taken_over" | "waiting", { owner, silentFor }: Holder): MigrationEvent {
  return { type, holder: describeOwner(owner), silentFor };
}

async function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
