import { InvalidInputError } from "@handsfree/query";

/** How long a worker has for an event when nobody says, in seconds. */
export const defaultWebhookLease = 60;
/**
 * The longest, in seconds: 12 hours, which is what Amazon SQS allows for the same.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const maximumWebhookLease: number = 12 * 3600;

/** The right to work on an event, for a while. */
export interface WebhookLease {
  /** The only copy there is; reports and heartbeats need it. */
  readonly token: string;
  readonly eventId: string;
  /** The first instant at which another worker may have the event. */
  readonly expiresAt: Date;
  /** Which attempt this is, from 1; from 1 again after a replay. */
  readonly attempt: number;
}

/** @throws {InvalidInputError} unless it is a length that a lease can have. */
export function requireLeaseSeconds(seconds: number = defaultWebhookLease): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= maximumWebhookLease) return seconds;
  throw new InvalidInputError(
    "leaseSeconds",
    `is ${seconds}; give whole seconds from 1 to ${maximumWebhookLease} (12 hours)`,
  );
}

export function leaseEnd(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
