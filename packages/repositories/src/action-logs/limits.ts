/** The limits and defaults of action logs and runs. */
export const actionLogLimits = {
  /** The default life of an idempotency key, in seconds: a day. */
  defaultKeyLife: 86_400,
  /** The shortest life of a key, in seconds: a retry must come within it. */
  minimumKeyLife: 60,
  /** The longest life of a key, in seconds: 30 days. */
  maximumKeyLife: 2_592_000,
  /** The maximum number of keys that one call frees. */
  freedKeys: 1_000,
  /** The longest text to search for, in UTF-16 code units. */
  searchText: 200,
  /** How many logs a page of a search looks at on PostgreSQL. */
  searchedRows: 200_000,
  /** The maximum number of logs in an export. */
  exportedLogs: 1_000_000,
  /** The maximum size of their targets, requests and results, in bytes: 256 MiB. */
  exportedBytes: 268_435_456,
  /** The longest lease of a run, in seconds: a day. Heartbeats extend it further. */
  runLease: 86_400,
} as const;
