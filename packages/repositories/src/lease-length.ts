import { InvalidInputError } from "@handsfree/query";
import { shown } from "./validate.ts";

/** How long a worker's lease is when nobody says, in seconds. */
export const defaultLease = 60;
/**
 * The longest lease of a worker, in seconds: 12 hours, which is what Amazon SQS allows for the same.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const maximumLease: number = 12 * 3600;

/** @throws {InvalidInputError} unless it is a length that a lease can have. */
export function requireLeaseSeconds(
  seconds: number = defaultLease,
  maximum: number = maximumLease,
): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= maximum) return seconds;
  throw new InvalidInputError(
    "leaseSeconds",
    `is ${shown(seconds)}; give whole seconds from 1 to ${maximum} (${maximum / 3600} hours)`,
  );
}

export function leaseEnd(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
