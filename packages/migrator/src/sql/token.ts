/** What a piece of SQL text is. */
export type TokenKind =
  | "space"
  | "comment"
  /** A keyword or a name that is not quoted: only the grammar could tell them apart. */
  | "word"
  | "quoted-name"
  /** In whatever quotes: `'…'`, `E'…'`, `U&'…'`, `$tag$…$tag$`. */
  | "string"
  | "number"
  /** `$1` or `$name`. DuckDB's `?` is an operator, since in PostgreSQL it is one. */
  | "placeholder"
  | "operator"
  | "punctuation"
  /** A character that no SQL has. */
  | "other";

/** A piece of SQL text. */
export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the text. */
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** How many lines end in a text. A line ends with \n, \r\n, or a lone \r, as in both engines. */
export function lineEnds(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}
