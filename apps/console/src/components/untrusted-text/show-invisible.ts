/** Characters that do not show, or that turn directions. Line ends and tabs are shown as what they are. */
const invisible =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u115f\u1160\u3164\uffa0]/gu;
/** Parts of one emoji: joiners, variations and flags of regions. */
const emoji =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f](?:\ufe0f|\u200d(?=\p{Extended_Pictographic}))+/gu;

/** A part of a text: as it is, or the escape of a character that does not show. */
export interface TextPart {
  readonly text: string;
  readonly isEscape: boolean;
}

/**
 * Splits a text so that each character of it can be seen: U+202E, which turns the rest around, becomes `⟨U+202E⟩`. An
 * emoji of several characters stays one.
 */
export function showInvisible(text: string): readonly TextPart[] {
  const kept = new Set<number>();
  for (const { index, 0: found } of text.matchAll(emoji)) {
    for (let at = index; at < index + found.length; at += 1) kept.add(at);
  }
  const parts: TextPart[] = [];
  let end = 0;
  for (const { index, 0: character } of text.matchAll(invisible)) {
    if (character === "\n" || character === "\t" || kept.has(index)) continue;
    // A line end of Windows.
    if (character === "\r" && text[index + 1] === "\n") continue;
    if (index > end) parts.push({ text: text.slice(end, index), isEscape: false });
    parts.push({ text: escapeOf(character), isEscape: true });
    end = index + character.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), isEscape: false });
  return parts;
}

/** The same as one text, for what the browser shows itself: options, titles and the like. */
export function escapeInvisible(text: string): string {
  return showInvisible(text)
    .map((part) => part.text)
    .join("");
}

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `⟨U+${hex}⟩`;
}

/** Cuts a text between two characters, and not within one. */
export function cutText(text: string, most: number): string {
  const isSplit = /[\ud800-\udbff]/.test(text.charAt(most - 1));
  return text.slice(0, isSplit ? most - 1 : most);
}
