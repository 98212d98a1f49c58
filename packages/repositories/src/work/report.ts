import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { atOneInstant, type Context } from "../context.ts";
import { type Holder, holdsLease, type Refusal } from "./held.ts";
import { leaseEnd, leaseIsOver, requireLeaseSeconds } from "./lease.ts";
import type { ClaimableTypes, Move } from "./leased-work.ts";
import { type Decision, requestChange } from "./requests.ts";
import type { SharedLeases } from "./shared-leases.ts";

/** A stored report, and the row after it. */
export interface Reported<Row> {
  readonly outcome: "reported";
  readonly row: Row;
}

/** The changes of a worker's report. */
export interface Report<T extends ClaimableTypes> {
  /** Makes the changes of the report, except the end of the lease. */
  readonly end: (row: T["row"], now: Date) => Move<T>;
  /** About how much memory its content holds, in bytes. */
  readonly bytes?: number | undefined;
}

/** Stores a worker's report if no other worker has taken the row since. */
export function reportWork<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: SharedLeases<T>,
  holder: Holder,
  { end, bytes }: NoInfer<Report<T>>,
  context: Context,
): Promise<Reported<T["row"]> | Refusal<T["shown"]>> {
  const instant = atOneInstant(context);
  const check = holdsLease(work, holder);
  const decide = (
    read: T["row"] | undefined,
  ): Decision<T, Reported<T["row"]> | Refusal<T["shown"]>> => {
    const found = check(read);
    if (found.outcome !== "held") return { answer: found };
    const { row } = found;
    const move = end(row, instant.now());
    // The token's hash stays, so that a repeated report gets the outcome of the first one.
    const change = { ...move, set: { lease_expires_at: null, ...move.set } };
    return { answer: { outcome: "reported", row: { ...row, ...change.set } }, change };
  };
  return requestChange(db, work, { key: holder.key, decide, context: instant, bytes });
}

/** The answer to a heartbeat. */
export type WorkHeartbeat<Shown extends object> =
  | { readonly outcome: "extended"; readonly expiresAt: Date }
  | Refusal<Shown>;

/** A worker's sign of life. */
export interface HeartbeatOf<T extends ClaimableTypes> extends Holder {
  readonly leaseSeconds?: number | undefined;
  /** Further new values of the row. */
  readonly also?: ((row: T["row"], now: Date) => Partial<T["row"]>) | undefined;
}

/**
 * Extends a running lease to end `leaseSeconds` from now.
 *
 * @throws {InvalidInputError} for an invalid `leaseSeconds`.
 */
export function heartbeatWork<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: SharedLeases<T>,
  { leaseSeconds, also, ...holder }: NoInfer<HeartbeatOf<T>>,
  context: Context,
): Promise<WorkHeartbeat<T["shown"]>> {
  const now = context.now();
  const expiresAt = leaseEnd(now, requireLeaseSeconds(leaseSeconds));
  const check = holdsLease(work, holder);
  const leaseRuns = () => sql<boolean>`lease_expires_at > ${now}`;
  const decide = (read: T["row"] | undefined): Decision<T, WorkHeartbeat<T["shown"]>> => {
    const found = check(read);
    if (found.outcome !== "held") return { answer: found };
    if (leaseIsOver(found.row, now)) return { answer: { outcome: "lease_lost" } };
    return {
      answer: { outcome: "extended", expiresAt },
      change: {
        set: { ...work.leasedUntil(expiresAt), ...also?.(found.row, now) },
        guards: [leaseRuns],
      },
    };
  };
  return requestChange(db, work, { key: holder.key, decide, context });
}
