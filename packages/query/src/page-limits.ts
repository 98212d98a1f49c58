/** The limits and the default of pages. */
export const pageLimits = {
  /** How many rows a page has by default. */
  defaultRows: 100,
  /** The most rows of a page. */
  rows: 1_000,
  /** The most bytes of contents in a page, unless it is one row: 4 MiB. */
  bytes: 4_194_304,
} as const;
