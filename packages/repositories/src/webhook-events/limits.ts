/** The limits of the webhook inbox. */
export const webhookLimits = {
  /** The most events in one claim. */
  claim: 100,
} as const;
