import { leaseEnd } from "./lease.ts";
import { type LeaseToken, newLeaseToken } from "./lease-token.ts";
import type { WorkChange } from "./change.ts";
import type { Guard, LeasedWork, WorkTypes } from "./leased-work.ts";

/** An attempt that was begun under a new lease. */
export interface BegunWork<Row> extends LeaseToken {
  /** The row after the change. */
  readonly row: Row;
  readonly attempt: number;
  readonly expiresAt: Date;
}

/** A change of a row that is due. */
export interface DueChange<T extends WorkTypes> extends WorkChange<T> {
  readonly guards: readonly Guard<T["table"]>[];
}

/** The worker of an attempt, and when it begins. */
interface Beginning {
  readonly worker: string;
  readonly leaseSeconds: number;
  /** Default: a new one. */
  readonly lease?: LeaseToken | undefined;
  readonly now: Date;
}

/** The next attempt of a row under a new lease, and the change that begins it if no other worker was faster. */
export function nextAttempt<T extends WorkTypes>(
  work: LeasedWork<T>,
  row: T["row"],
  { worker, leaseSeconds, lease = newLeaseToken(), now }: Beginning,
): { readonly begun: BegunWork<T["row"]>; readonly change: DueChange<T> } {
  const { token, sha256 } = lease;
  const attempt = work.countAttempts(row) + 1;
  const expiresAt = leaseEnd(now, leaseSeconds);
  const move = work.begin(row, { attempt, worker, now, expiresAt });
  const set = {
    attempts: attempt,
    lease_sha256: sha256,
    ...work.leasedUntil(expiresAt),
    ...move.set,
  };
  return {
    begun: { row: { ...row, ...set }, token, sha256, attempt, expiresAt },
    change: { ...work.identify(row), ...move, set, guards: [work.isDue(now)] },
  };
}
