/** The limits of requests with an idempotency key. */
export const idempotencyLimits = {
  /** How long a key is kept after its first request, in seconds: a day. */
  life: 86_400,
  /** The size of the largest body that is kept, in bytes. */
  body: 32_768,
  /** The most keys of one caller that are kept at a time. */
  ofCaller: 50_000,
  /** How long a request that another server works on may take before its outcome counts as unknown, in seconds. */
  patience: 120,
  /** The most requests that are removed by a statement. */
  removed: 500,
} as const;
