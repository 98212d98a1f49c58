/** The limits of retention. */
export const retentionLimits = {
  /** The most records that one transaction removes. */
  batch: 1_000,
  /** The most days of a rule. A hundred years shows a mistake in the unit. */
  days: 36_500,
} as const;
