import { requireString } from "./validate.ts";

/**
 * Characters that are invisible, or that reorder visible text: control characters except line feed and tab, format
 * characters (directions, joiners, tags), variation selectors, fillers and blanks, line and paragraph separators,
 * halves of surrogate pairs, and unassigned characters, some of which are ignored when displayed.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
export const invisible: RegExp =
  /[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}[\u{16fe4}]\u2800\u{13441}\u{13442}\u{1d159}]--[\n\t\p{Co}]]/gv;

/**
 * Escapes a text for a person who decides on it: each invisible character is written as in JSON, `\u200b` or, beyond
 * U+FFFF, `\udb40\udc41`. A JSON text keeps its value. Emoji that are joined or varied by such characters come apart,
 * which looks odd but hides nothing.
 */
export function escapeInvisible(text: string): string {
  return requireString("text", text).replaceAll(invisible, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, "0");
    return String.raw`\u${unit}`;
  }).join("");
}
