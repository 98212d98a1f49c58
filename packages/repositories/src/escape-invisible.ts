import { requireString } from "./validate.ts";

/**
 * What does not show, or moves what shows: control characters but line feed and tab, format characters (directions,
 * joiners, tags), variation selectors, fillers and blanks, separators of lines and paragraphs, halves of surrogate
 * pairs, and what Unicode has not assigned, of which some is to be ignored.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
export const invisible: RegExp =
  /[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}[\u{16fe4}]\u2800\u{13441}\u{13442}\u{1d159}]--[\n\t\p{Co}]]/gv;

/**
 * A text as it is to be shown to a person who decides by it: each invisible character as JSON writes it, `\u200b`
 * or, beyond U+FFFF, `\udb40\udc41`. So a JSON text stays one of the same value. Emoji that are joined or varied by
 * such characters come apart: that looks odd, and deceives nobody.
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
