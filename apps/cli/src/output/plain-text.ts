import { stripVTControlCharacters } from "node:util";

/**
 * The text on one line and without what could drive a terminal or turn its direction: what is in the
 * database came from outside.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ")
    .trim();
}
