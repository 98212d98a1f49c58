import { stripVTControlCharacters } from "node:util";
import { escapeInvisible } from "@handsfree/repositories";

/**
 * The text on one line, without sequences that drive a terminal, and with what would not show, or would turn its
 * direction, written as `\u200b`: what is in the database came from outside, and people decide by it.
 */
export function plainText(text: string): string {
  const line = stripVTControlCharacters(text.toWellFormed()).replaceAll(/[\t\n\r]+/g, " ");
  return escapeInvisible(line).trim();
}
