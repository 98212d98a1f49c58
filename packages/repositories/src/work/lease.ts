import { hashToken, newToken } from "../token.ts";
import { requireWhole } from "../validate.ts";
import { leaseLimits } from "./lease-limits.ts";
import type { LeasedRow } from "./leased-work.ts";

/** @throws {InvalidInputError} unless it is a length that a lease can have. */
export function requireLeaseSeconds(
  seconds: number = leaseLimits.default,
  maximum: number = leaseLimits.maximum,
): number {
  return requireWhole("leaseSeconds", seconds, 1, maximum);
}

/** The first instant at which a lease that begins now has ended. */
export function leaseEnd(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** Whether no lease runs: there is none, or its time is over. */
export function leaseIsOver(
  { lease_expires_at: end }: Pick<LeasedRow, "lease_expires_at">,
  now: Date,
): boolean {
  return end === null || end <= now;
}

/** A token of a lease, and its hash. Only the hash is stored, so that no reader can pose as the worker. */
export interface LeaseToken {
  readonly token: string;
  readonly sha256: string;
}

export function newLeaseToken(): LeaseToken {
  const token = newToken();
  return { token, sha256: hashToken(token) };
}
