import { requireWhole } from "../validate.ts";
import { leaseLimits } from "./lease-limits.ts";
import type { LeasedRow } from "./leased-work.ts";

/** @throws {InvalidInputError} unless it is a whole number from 1 to the maximum. */
export function requireLeaseSeconds(
  seconds: number = leaseLimits.default,
  maximum: number = leaseLimits.maximum,
): number {
  return requireWhole("leaseSeconds", seconds, 1, maximum);
}

/** The first instant after a lease that begins now. */
export function leaseEnd(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** True also for a row without a lease. */
export function leaseIsOver(
  { lease_expires_at: end }: Pick<LeasedRow, "lease_expires_at">,
  now: Date,
): boolean {
  return end === null || end <= now;
}
