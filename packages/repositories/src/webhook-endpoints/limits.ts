/** The limits of outgoing webhooks. */
export const webhookEndpointLimits = {
  /** The maximum number of endpoints. */
  endpoints: 100,
  /** The maximum length of a URL. */
  url: 2000,
  /** The maximum length of a description. */
  description: 200,
  /** For how long a replaced secret signs too, in seconds: a day. */
  overlapSeconds: 86_400,
  /** The longest such time, in seconds: a week. */
  longestOverlapSeconds: 604_800,
  /** An endpoint that has only failed for so long is disabled, in seconds: five days, as Svix does. */
  failingSeconds: 432_000,
  /** The shortest signing key, in bytes. */
  signingKeyBytes: 32,
} as const;
