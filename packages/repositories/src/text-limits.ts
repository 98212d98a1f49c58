/** The longest texts of all records, in UTF-16 code units. */
export const textLimits = {
  /** Names, types, keys, targets and reasons. */
  short: 1_000,
  /** The kept part of an error. */
  error: 2_000,
} as const;
