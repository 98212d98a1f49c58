import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { atOneInstant, type Context } from "../context.ts";
import { changeWork, updateRow } from "./change.ts";
import { findHeld, findRefusal, type Holder, type Refusal } from "./held.ts";
import { leaseEnd, leaseIsOver, requireLeaseSeconds } from "./lease.ts";
import type {
  ClaimableTypes,
  ClaimableWork,
  Guard,
  LeasedTable,
  Move,
  RowIdentity,
} from "./leased-work.ts";

/** A stored report, and the row after it. */
export interface Reported<Row> {
  readonly outcome: "reported";
  readonly row: Row;
}

/**
 * Stores a worker's report if no other worker has taken the row since. The conditional write decides between this
 * report and another worker's claim.
 *
 * @param end makes the changes of the report, except the end of the lease.
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
  // The token's hash stays, so that a repeated report gets the outcome of the first one.
  const set = { lease_expires_at: null, ...move.set };
  const change = { ...identifyHeld(work, row), ...move, set };
  if (!(await changeWork(db, work, change, instant))) return findRefusal(db, work, holder);
  return { outcome: "reported", row: { ...row, ...set } };
}

/** The answer to a heartbeat. */
export type WorkHeartbeat<Shown extends object> =
  | { readonly outcome: "extended"; readonly expiresAt: Date }
  | Refusal<Shown>;

/**
 * Extends a running lease to end `leaseSeconds` from now.
 *
 * @throws {InvalidInputError} for an invalid `leaseSeconds`.
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
  const extend = updateRow(db, work, identifyHeld(work, row), work.leasedUntil(expiresAt), [
    leaseRuns(now),
  ]);
  if (await changeAndRecord(db, extend, [])) return { outcome: "extended", expiresAt };
  return findRefusal(db, work, holder);
}

/** Identifies a row whose lease must also be unchanged. */
function identifyHeld<T extends ClaimableTypes>(
  work: ClaimableWork<T>,
  row: T["row"],
): RowIdentity<T> {
  const { key, asRead } = work.identify(row);
  return { key, asRead: { ...asRead, lease_sha256: row.lease_sha256 } };
}

function leaseRuns<Table extends LeasedTable>(now: Date): Guard<Table> {
  return () => sql`lease_expires_at > ${now}`;
}
