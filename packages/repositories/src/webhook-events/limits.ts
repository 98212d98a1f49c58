/** The limits of the webhook inbox. */
export const webhookLimits = {
  /** The maximum number of events in one claim. */
  claim: 100,
} as const;
