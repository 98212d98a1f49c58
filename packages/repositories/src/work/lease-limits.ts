/** The lengths of leases, in seconds. */
export const leaseLimits = {
  /** The length by default. */
  default: 60,
  /**
   * The longest, 12 hours, which is also the longest visibility timeout of Amazon SQS.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
   */
  maximum: 43_200,
} as const;
