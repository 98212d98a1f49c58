import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { changeWork } from "./change.ts";
import { leaseEnd, type LeaseToken, newLeaseToken } from "./lease.ts";
import type { LeasedWork, WorkTypes } from "./leased-work.ts";

/** An attempt that was begun under a new lease. */
export interface BegunWork<Row> extends LeaseToken {
  /** The row after the change. */
  readonly row: Row;
  readonly attempt: number;
  readonly expiresAt: Date;
}

/** Begins the next attempt under a new lease. @returns undefined if another worker was faster. */
export async function beginWork<T extends WorkTypes>(
  db: Executor<Database>,
  work: LeasedWork<T>,
  row: T["row"],
  { worker, leaseSeconds }: { readonly worker: string; readonly leaseSeconds: number },
  context: Context,
): Promise<BegunWork<T["row"]> | undefined> {
  const now = context.now();
  const { token, sha256 } = newLeaseToken();
  const attempt = work.countAttempts(row) + 1;
  const expiresAt = leaseEnd(now, leaseSeconds);
  const move = work.begin(row, { attempt, worker, now, expiresAt });
  const set = {
    attempts: attempt,
    lease_sha256: sha256,
    ...work.leasedUntil(expiresAt),
    ...move.set,
  };
  const change = { ...work.identify(row), ...move, set, guards: [work.isDue(now)] };
  if (!(await changeWork(db, work, change, context))) return undefined;
  return { row: { ...row, ...set }, token, sha256, attempt, expiresAt };
}
