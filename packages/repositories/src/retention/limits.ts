/** The limits of retention. */
export const retentionLimits = {
  /** The maximum of records removed per transaction. */
  batch: 1_000,
  /** The maximum of a rule's days: a hundred years. A larger number is a mistake in the unit. */
  days: 36_500,
} as const;
