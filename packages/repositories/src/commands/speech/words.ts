/**
 * A word, as the pieces of letters and digits that it is made of: what stands between spaces in most scripts,
 * so that `octo/repo#12` or `fix/login-page` is one word of several pieces; a word of the dictionary in a
 * script that has no spaces, each of whose characters is a piece.
 */
export type Word = readonly [string, ...string[]];

/** Scripts without spaces between words, whose text is cut by a dictionary (UAX #29), or not at all. */
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
/** The segments of UAX #29, but for those of letters and digits that joiners hold together anyway. */
const asciiSegment = /\w+(?:(?<=\d)[,;](?=\d)\w+)*|[^]/g;
/** What may hold the pieces of one word together, one at a time. */
const joiner = /^[-/_.@#:+~=&'’\\]$/u;

// Dictionaries are chosen by script, so that the language does not matter.
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * The letters and digits of a text, in pieces between which stood something else. Equal for texts that
 * differ in case, accents, white space, punctuation, invisible characters or Unicode form.
 */
export function piecesOf(text: string): string[] {
  if (isAscii(text)) return text.toUpperCase().match(asciiPiece) ?? [];
  const plain = text.normalize("NFKD").replaceAll(invisible, "").replaceAll(/\p{M}/gu, "");
  // Upper case is the same wherever in a word a letter stands, unlike the lower case of a Greek sigma.
  return plain.toUpperCase().match(piece) ?? [];
}

/** The pieces of a text, with those of camelCase apart. */
export function partsOf(text: string): string[] {
  return piecesOf(
    text.replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " "),
  );
}

/** The words of a text. All its letters and digits are in them, in their order. */
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

/** The dictionaries, which take their time, have no say in a text of ASCII. */
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

/** Whether it is for a dictionary to say where the word begins and ends. */
export function isUnspaced(word: Word): boolean {
  return word.some((text) => unspaced.test(text));
}
