export interface Text {
  /** The text of an id, which the driver returns as an object. */
  readonly text: unknown;
}

export function first(rows: readonly Text[]): string | undefined {
  return rows[0] === undefined ? undefined : String(rows[0].text);
}
