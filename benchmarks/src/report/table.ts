/** A table for the terminal or a document. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** A throughput with two or three significant digits, which is more than it repeats. */
export function perSecond(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function mb(bytes: number | undefined): string {
  return bytes === undefined ? "–" : String(Math.round(bytes / 1e6));
}
