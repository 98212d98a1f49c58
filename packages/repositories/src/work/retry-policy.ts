import { InvalidInputError } from "@handsfree/query";
import { requireFunction, requireObject, shown } from "../validate.ts";

/** The number of attempts, and the back-off between them. */
export interface RetryPolicy {
  /** The maximum number of attempts, from 1 to 1000. Default 8. */
  readonly maximumAttempts: number;
  /** The longest wait after the first attempt, in seconds. Default 10. */
  readonly baseSeconds: number;
  /** The factor of the longest wait for each further attempt, at least 1. Default 6. */
  readonly factor: number;
  /** The cap of all waits, in seconds, at most 365 days. Default 36,000 (10 hours). */
  readonly capSeconds: number;
  /** A random number from 0 to below 1, drawn for each wait. Default `Math.random`. */
  readonly random: () => number;
}

/**
 * Eight attempts, as Svix and the senders built on it make. The waits are at most 10 s, 1 min, 6 min, 36 min, 3.6
 * h, 10 h and 10 h: about a day in all, and half of it on average.
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
    throw new InvalidInputError("retryPolicy.maximumAttempts", "is not a whole number; give one");
  }
  requireIn("baseSeconds", whole.baseSeconds, 0, longestCap);
  requireIn("factor", whole.factor, 1, 1000);
  requireIn("capSeconds", whole.capSeconds, 0, longestCap);
  return whole;
}

/**
 * When to make the next attempt: after a random time from 0 to the smaller of the cap and base · factorⁿ⁻¹, so that
 * work that failed together is not retried together (exponential back-off with full jitter).
 *
 * @param attempt the failed attempt, from 1.
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
