/** A database's message about a failed statement. It quotes no row, except in text that the author wrote. */
export interface ServerMessage {
  /** One line, with the hint. */
  readonly text: string;
  /** The line of the statement that the server names, from 1. */
  readonly line: number | undefined;
}

/** Replaces quoted text and numbers, which can come from a row. */
export function maskValues(text: string): string {
  return text
    .replace(/(["'])[^]*\1/, "$1…$1")
    .replace(/(?<=with value ).*?(?= can't )/, "…")
    .replaceAll(/(?<![\w…])[-+]?\d[\d.,:eE+-]*(?![a-zA-Z])/g, "…");
}
