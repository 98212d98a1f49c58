import type { AcquireOptions } from "../lock/acquire-lock.ts";
import type { LockOptions } from "../lock/lock-options.ts";
import { describeOwner } from "../lock/owner.ts";
import type { MigrationEvent } from "./events.ts";

/** What everything takes that changes the schema or its history. */
export interface RunOptions {
  /** Is told what happens, when it happens. */
  readonly onEvent?: ((event: MigrationEvent) => void) | undefined;
  /** Ends the waiting for another runner. What runs is not ended. */
  readonly signal?: AbortSignal | undefined;
  /** How runners share the database. */
  readonly lock?: LockOptions | undefined;
}

/** The same for the lock. */
export function lockOptionsOf({ onEvent, signal, lock }: RunOptions): AcquireOptions {
  return {
    ...lock,
    signal,
    onWaiting: ({ owner, silentFor }) =>
      onEvent?.({ type: "waiting", holder: describeOwner(owner), silentFor }),
    onTakenOver: ({ owner, silentFor }) =>
      onEvent?.({ type: "taken_over", holder: describeOwner(owner), silentFor }),
  };
}
