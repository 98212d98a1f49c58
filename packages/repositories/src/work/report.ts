import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context } from "../context.ts";
import { changeWork, hasLease, leaseRuns, updateRow } from "./change.ts";
import { findHeld, findRefusal, type Holder, type Refusal } from "./held.ts";
import { leaseEnd, leaseIsOver, requireLeaseSeconds } from "./lease.ts";
import type { ClaimableTypes, ClaimableWork, Move } from "./leased-work.ts";

/** A report that was written, and the row after it. */
export interface Reported<Row> {
  readonly outcome: "reported";
  readonly row: Row;
}

/**
 * Writes a worker's report, if its lease is still the last one. The conditional write decides between this report
 * and another worker's claim.
 *
 * @param end what the report changes beside the lease's end.
 */
export async function reportWork<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: ClaimableWork<T>,
  holder: Holder,
  end: NoInfer<(row: T["row"], now: Date) => Move<T>>,
  context: Context,
): Promise<Reported<T["row"]> | Refusal<T["shown"]>> {
  const instant = atOneInstant(context);
  const found = await findHeld(db, work, holder);
  if (found.outcome !== "held") return found;
  const { row } = found;
  const move = end(row, instant.now());
  // The token's hash stays, so that a report that is made again is told what it said.
  const set = { lease_expires_at: null, ...move.set };
  const guards = [hasLease<T["table"]>(row.lease_sha256)];
  const change = { ...work.identify(row), ...move, set, guards };
  if (!(await changeWork(db, work, change, instant))) return findRefusal(db, work, holder);
  return { outcome: "reported", row: { ...row, ...set } };
}

/** The answer to a heartbeat. */
export type WorkHeartbeat<Shown extends object> =
  | { readonly outcome: "extended"; readonly expiresAt: Date }
  | Refusal<Shown>;

/**
 * Makes a lease end so many seconds from now, if it still runs.
 *
 * @throws {InvalidInputError} for a length that no lease can have.
 */
export async function heartbeatWork<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: ClaimableWork<T>,
  { leaseSeconds, ...holder }: Holder & { readonly leaseSeconds?: number | undefined },
  context: Context,
): Promise<WorkHeartbeat<T["shown"]>> {
  const now = context.now();
  const expiresAt = leaseEnd(now, requireLeaseSeconds(leaseSeconds));
  const found = await findHeld(db, work, holder);
  if (found.outcome !== "held") return found;
  const { row } = found;
  if (leaseIsOver(row, now)) return { outcome: "lease_lost" };
  const guards = [hasLease<T["table"]>(row.lease_sha256), leaseRuns<T["table"]>(now)];
  const extend = updateRow(db, work, work.identify(row), work.leasedUntil(expiresAt), guards);
  if (await changeAndRecord(db, extend, [])) return { outcome: "extended", expiresAt };
  return findRefusal(db, work, holder);
}
