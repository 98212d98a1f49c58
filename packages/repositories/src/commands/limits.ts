/** Limits of commands. */
export const commandLimits = {
  /** The longest transcript, in UTF-16 code units. */
  transcriptLength: 100_000,
  /** The longest session id, in UTF-16 code units. */
  sessionIdLength: 200,
  /** The longest latency, in milliseconds: a day. */
  latency: 86_400_000,
} as const;
