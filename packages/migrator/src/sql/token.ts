export type TokenKind =
  | "space"
  | "comment"
  /** A keyword or an unquoted name: only the grammar could tell them apart. */
  | "word"
  | "quoted-name"
  /** In any quotes: `'…'`, `E'…'`, `U&'…'`, `$tag$…$tag$`. */
  | "string"
  | "number"
  /** `$1` or `$name`. DuckDB's `?` is an operator, as it is in PostgreSQL. */
  | "placeholder"
  | "operator"
  | "punctuation"
  /** A character that SQL does not use. */
  | "other";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** The line where it begins, from 1. */
  readonly line: number;
}

/** How many lines end in a text. A line ends with \n, \r\n, or a lone \r, as in both engines. */
export function lineEnds(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}
