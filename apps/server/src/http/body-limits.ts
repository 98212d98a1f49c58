/** The largest bodies of requests to the API, in bytes. Deliveries of webhooks have a setting. */
export const bodyLimits = {
  /** For decisions, claims and accounts, which are a few short texts. The default of all routes. */
  short: 64 * 1024,
  /** For what callers compose: proposals, commands, logs, results, errors and policies. */
  record: 1024 * 1024,
} as const;
