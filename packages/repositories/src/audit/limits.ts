/** The limits and defaults of the audit trail. */
export const auditLimits = {
  /** The most rows whose contents one call removes. */
  removal: 1_000,
  /** The most rows in one seal. It is the default as well. */
  sealSize: 1_000,
  /** How old a row must be to be sealed by default, in seconds. */
  defaultSettleTime: 60,
  /** How far before the last seal late rows are looked for by default, in seconds. */
  defaultLookBack: 3_600,
  /** How many findings a verification returns by default. */
  defaultFindings: 1_000,
} as const;
