import { InvalidInputError } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";

/** How long a lease is when nobody says, in seconds. */
export const defaultLease = 60;
/** The longest lease, in seconds: 12 hours, which is what Amazon SQS allows for the same. */
export const maximumLease: number = 12 * 3600;

/** The right to execute an action, for a while. */
export interface Lease {
  /** The only copy there is; reports and heartbeats need it. */
  readonly token: string;
  readonly actionId: string;
  /** The first instant at which another worker may have the action. */
  readonly expiresAt: Date;
  /** Which execution of the action this is, from 1. */
  readonly attempt: number;
}

/** @throws {InvalidInputError} unless it is a length that a lease can have. */
export function requireLeaseSeconds(seconds: number = defaultLease): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= maximumLease) return seconds;
  throw new InvalidInputError(
    "leaseSeconds",
    `is ${seconds}; give whole seconds from 1 to ${maximumLease} (12 hours)`,
  );
}

export function leaseEnd(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** Whether nobody has it: there is no lease, or it has run out. Its SQL form is `isFree`. */
export function rowIsFree({ lease_expires_at: end }: PendingActionRow, now: Date): boolean {
  return end === null || end <= now;
}

/** The SQL form of `rowIsFree`. */
export function isFree(
  row: ExpressionBuilder<Database, "pending_actions">,
  now: Date,
): Expression<SqlBool> {
  return row.or([row("lease_expires_at", "is", null), row("lease_expires_at", "<=", now)]);
}
