import { cutText, showInvisible } from "../../components/untrusted-text/show-invisible.ts";

/** Signs that a voice leaves out, as the words for them. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/#(?=\d)/gu, " number "],
  [/#/gu, " hash "],
  [/\/+/gu, " slash "],
  [/\\+/gu, " backslash "],
  [/@/gu, " at "],
  [/->|=>|\u2192/gu, " to "],
  [/</gu, " less than "],
  [/>/gu, " greater than "],
  [/\*/gu, " star "],
  // A dot between words, such as in `git.push` or `main.ts`, and none of a number or at the end of a sentence.
  [/(?<=\p{L})\.(?=\p{L})/gu, " dot "],
  [/[_\s]+/gu, " "],
];

/**
 * A text of a record as a voice can read it: characters that do not show are named, signs are words, and it has an end.
 *
 * @param most the number of characters of the text that are read.
 */
export function hearable(text: string, most: number): string {
  const isCut = text.length > most;
  const shown = showInvisible(isCut ? cutText(text, most) : text)
    .map((part) => (part.isEscape ? nameEscape(part.text) : part.text))
    .join("");
  const words = signs.reduce((read, [sign, word]) => read.replaceAll(sign, word), shown).trim();
  return isCut ? `${words} … and more that is too long to read` : words;
}

/** `⟨U+202E⟩` as letters and digits, one by one. */
function nameEscape(escape: string): string {
  const [, digits = ""] = /U\+([\dA-F]+)/u.exec(escape) ?? [];
  return ` invisible character ${digits.split("").join(" ")} `;
}

/** A text that a stranger can have written, with its ends, so that it cannot pass for what the page says. */
export function quote(text: string, most: number): string {
  const words = hearable(text, most);
  return words === "" ? "an empty text" : `quote: ${words}. End of quote`;
}

/** How long something still takes, in words. */
export function timeLeftAloud(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return count(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? count(hours, "hour") : count(Math.floor(hours / 24), "day");
}

/** A number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
