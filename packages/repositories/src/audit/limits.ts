/** The limits and defaults of the audit trail. */
export const auditLimits = {
  /** The maximum number of rows whose contents one call removes. */
  removal: 1_000,
  /** The maximum and default number of rows in one seal. */
  sealSize: 1_000,
  /** The default age from which a row is sealed, in seconds. */
  defaultSettleTime: 60,
  /** The default range before the last seal in which late rows are counted, in seconds. */
  defaultLookBack: 3_600,
  /** The default maximum number of findings that a verification returns. */
  defaultFindings: 1_000,
} as const;
