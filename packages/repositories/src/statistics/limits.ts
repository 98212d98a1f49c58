/** The limits and defaults of statistics. */
export const statisticsLimits = {
  /** The maximum number of buckets. */
  buckets: 1000,
  /** The maximum number of names. */
  names: 50,
  /** The default time that is counted, in days of 24 hours. */
  defaultDays: 30,
} as const;
