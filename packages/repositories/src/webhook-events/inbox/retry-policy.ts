import { InvalidInputError } from "@handsfree/query";
import { requireFunction, requireObject, shown } from "../../validate.ts";

/** How often an event is tried, and when again after a failure. */
export interface RetryPolicy {
  /** The most attempts, from 1 to 1000. Default 8. */
  readonly maximumAttempts: number;
  /** The longest wait after the first attempt, in seconds. Default 10. */
  readonly baseSeconds: number;
  /** What it grows by with each further attempt, from 1. Default 6. */
  readonly factor: number;
  /** The longest wait of all, in seconds, at most 365 days. Default 36,000 (10 hours). */
  readonly capSeconds: number;
  /** A random number from 0 to below 1, of which each wait is made. Default `Math.random`. */
  readonly random: () => number;
}

/**
 * Eight attempts, as Svix and the senders built on it make, that wait for up to 10 s, 1 min, 6 min, 36 min, 3.6 h,
 * 10 h and 10 h: a day in all, half of it on the average.
 *
 * @see https://docs.svix.com/retries
 */
export const defaultRetryPolicy: RetryPolicy = {
  maximumAttempts: 8,
  baseSeconds: 10,
  factor: 6,
  capSeconds: 36_000,
  random: () => Math.random(),
};

const longestCap = 365 * 24 * 3600;

/** @throws {InvalidInputError} naming the field, as `retryPolicy.…`. */
export function requireRetryPolicy(policy: Partial<RetryPolicy> = {}): RetryPolicy {
  const whole = { ...defaultRetryPolicy, ...requireObject("retryPolicy", policy) };
  requireFunction("retryPolicy.random", whole.random);
  requireIn("maximumAttempts", whole.maximumAttempts, 1, 1000);
  if (!Number.isInteger(whole.maximumAttempts)) {
    throw new InvalidInputError("retryPolicy.maximumAttempts", "is no whole number; give one");
  }
  requireIn("baseSeconds", whole.baseSeconds, 0, longestCap);
  requireIn("factor", whole.factor, 1, 1000);
  requireIn("capSeconds", whole.capSeconds, 0, longestCap);
  return whole;
}

/**
 * When an attempt that failed is made again: after a random time from 0 to the least of the cap and
 * base · factorⁿ⁻¹, so that what failed together does not come back together (exponential back-off with full
 * jitter).
 *
 * @param attempt the one that failed, from 1.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function nextAttemptAfter(
  { baseSeconds, factor, capSeconds, random }: RetryPolicy,
  attempt: number,
  now: Date,
): Date {
  const longest = Math.min(capSeconds, baseSeconds * factor ** (attempt - 1));
  return new Date(now.getTime() + Math.floor(random() * longest * 1000));
}

function requireIn(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new InvalidInputError(
    `retryPolicy.${name}`,
    `is ${shown(value)}; give a number from ${least} to ${most}`,
  );
}
