import { stripVTControlCharacters } from "node:util";
import { escapeInvisible } from "@handsfree/repositories";

/**
 * Makes a text safe for a terminal: one line, without control sequences. Characters that are invisible or change the
 * direction of text are written as `\u200b`. Texts of the database come from outside, and people decide by them.
 */
export function plainText(text: string): string {
  const line = stripVTControlCharacters(text.toWellFormed()).replaceAll(/[\t\n\r]+/g, " ");
  return escapeInvisible(line).trim();
}
