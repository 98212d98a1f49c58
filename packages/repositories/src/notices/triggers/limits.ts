/** The limits of triggers. */
export const triggerLimits = {
  /** How many of a user's triggers wait at a time. */
  open: 100,
  /** The longest proposal, in bytes of JSON: 64 KiB. */
  proposalBytes: 65_536,
  /** The default time to wait for the event, in seconds: a day. */
  defaultTimeToLive: 86_400,
  /** The shortest time to wait, in seconds. */
  minimumTimeToLive: 60,
  /** The longest time to wait, in seconds: 30 days. */
  maximumTimeToLive: 2_592_000,
} as const;
