/** The limits and the default of pages. */
export const pageLimits = {
  /** The default number of rows. */
  defaultRows: 100,
  /** The maximum number of rows. */
  rows: 1_000,
  /** The maximum bytes of contents in a page of more than one row: 4 MiB. */
  bytes: 4_194_304,
} as const;
