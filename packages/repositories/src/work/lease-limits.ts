/** The lengths of leases, in seconds. */
export const leaseLimits = {
  /** The default length. */
  default: 60,
  /**
   * The maximum length: 12 hours, the maximum visibility timeout of Amazon SQS.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
   */
  maximum: 43_200,
} as const;
