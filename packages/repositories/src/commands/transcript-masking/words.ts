/**
 * A word as its pieces of letters and digits. In most scripts spaces separate words, so `octo/repo#12` or
 * `fix/login-page` is one word of several pieces. In a script without spaces a dictionary finds the words, and each
 * character is a piece.
 */
export type Word = readonly [string, ...string[]];

/** Scripts without spaces between words. `Intl.Segmenter` (UAX #29) has dictionaries for some of them. */
const unspacedScripts =
  "\\p{Ideographic}\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{scx=Yiii}\\p{scx=Thai}\\p{scx=Lao}" +
  "\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}\\p{scx=Lana}\\p{scx=Tale}\\p{scx=Talu}\\p{scx=Tavt}\\p{scx=Ahom}" +
  "\\p{scx=Java}\\p{scx=Bali}";
const unspaced = new RegExp(`[[\\p{L}\\p{N}]&&[${unspacedScripts}]]`, "v");
const piece = new RegExp(
  `[[\\p{L}\\p{N}]&&[${unspacedScripts}]]|[[\\p{L}\\p{N}]--[${unspacedScripts}]]+`,
  "gv",
);
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const asciiPiece = /[A-Z0-9]+/g;
/** The segments of UAX #29, except that it splits at joiners, where `wordsOf` connects the pieces again. */
const asciiSegment = /\w+(?:(?<=\d)[,;](?=\d)\w+)*|[^]/g;
/** A single character that connects the pieces of a word. */
const joiner = /^[-/_.@#:+~=&'’\\]$/u;

// Dictionaries are chosen by script, so that the language does not matter.
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * The sequences of letters and digits of a text. They do not depend on case, accents, white space, punctuation,
 * invisible characters or the Unicode form.
 */
export function piecesOf(text: string): string[] {
  if (isAscii(text)) return text.toUpperCase().match(asciiPiece) ?? [];
  const plain = text.normalize("NFKD").replaceAll(invisible, "").replaceAll(/\p{M}/gu, "");
  // Upper case, since the lower case of a Greek sigma depends on its position in the word.
  return plain.toUpperCase().match(piece) ?? [];
}

/** The pieces of a text, with camelCase split. */
export function partsOf(text: string): string[] {
  return piecesOf(
    text.replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " "),
  );
}

/** The words of a text. They contain all its letters and digits in order. */
export function wordsOf(text: string): Word[] {
  const words: [string, ...string[]][] = [];
  let before: "word" | "joiner" | "gap" = "gap";
  for (const segment of segmentsOf(text)) {
    const [first, ...more] = piecesOf(segment);
    if (first === undefined) {
      before = before === "word" && joiner.test(segment) ? "joiner" : "gap";
      continue;
    }
    if (before === "joiner") words.at(-1)?.push(first, ...more);
    else words.push([first, ...more]);
    before = "word";
  }
  return words;
}

/** ASCII text needs no dictionary; a regular expression is faster. */
function* segmentsOf(text: string): Generator<string, void> {
  if (isAscii(text)) {
    for (const [segment] of text.matchAll(asciiSegment)) yield segment;
    return;
  }
  const plain = text.normalize("NFKC").replaceAll(invisible, "");
  for (const { segment } of segmenter.segment(plain)) yield segment;
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** Whether the word is in a script without spaces. */
export function isUnspaced(word: Word): boolean {
  return word.some((text) => unspaced.test(text));
}
