import { PhraseIndex } from "./phrase-index.ts";
import { isUnspaced, partsOf, piecesOf, type Word, wordsOf } from "./words.ts";

/** Fewer words in a row than this can be the name of something. */
const runLength = 4;
/** A sequence of so many letters and digits is found across word boundaries; a shorter one can be part of a word. */
const minimumLetters = 8;

/**
 * Tells whether a text repeats a transcript, and nothing else about the transcript. Code that must not see the
 * transcript can therefore use it.
 */
export class TranscriptMatcher {
  readonly #transcript: string;
  readonly #letters: string;
  /** The whole transcript, if it is shorter than a run. */
  readonly #phrase: Phrase | undefined;
  readonly #runs: PhraseIndex;
  readonly #shortRuns: PhraseIndex;
  /** One word can be a name by chance. */
  readonly isOneWord: boolean;
  /** Whether there are fewer words than in a run, where each part of a word in camelCase or with separators counts. */
  readonly isShort: boolean;

  constructor(transcript: string) {
    const words = wordsOf(transcript);
    const runs = words
      .slice(runLength - 1)
      .map((_, start) => words.slice(start, start + runLength).flat());
    this.#transcript = transcript.trim();
    this.#letters = words.flat().join("");
    this.#phrase = words.length < runLength ? phraseOf(words) : undefined;
    this.#runs = new PhraseIndex(runs.map((run) => run.join("")).filter(isLongEnough));
    this.#shortRuns = new PhraseIndex(
      runs.filter((run) => !isLongEnough(run.join(""))).map((run) => spaced(run)),
    );
    this.isOneWord = words.length === 1;
    this.isShort = partsOf(transcript).length < runLength;
  }

  /**
   * Whether the text equals the transcript, contains it, or shares four words in a row with it. Only letters and digits
   * are compared.
   */
  matches(text: string): boolean {
    const pieces = piecesOf(text);
    const letters = pieces.join("");
    if (letters === "" || this.#letters === "") {
      return this.#transcript !== "" && text.trim() === this.#transcript;
    }
    if (letters === this.#letters) return true;
    if (this.#phrase === undefined) {
      return this.#runs.isIn(letters) || this.#shortRuns.isIn(spaced(pieces));
    }
    // The letters are compared first, since this is cheaper than splitting the text into words.
    return (
      this.#phrase.letters.isIn(letters) &&
      (isLongEnough(this.#letters) || this.#phrase.words.isIn(spacedWords(wordsOf(text))))
    );
  }
}

interface Phrase {
  readonly letters: PhraseIndex;
  readonly words: PhraseIndex;
}

/** Not `String.includes`, whose time is the product of both lengths for repetitive texts. */
function phraseOf(words: readonly Word[]): Phrase {
  return {
    letters: new PhraseIndex([words.flat().join("")]),
    words: new PhraseIndex([spacedWords(words)]),
  };
}

function isLongEnough(letters: string): boolean {
  return letters.length >= minimumLetters;
}

function spaced(pieces: readonly string[]): string {
  return ` ${pieces.join(" ")} `;
}

/** Splits words of scripts without spaces into characters, since the dictionary can segment two texts differently. */
function spacedWords(words: readonly Word[]): string {
  return spaced(words.flatMap((word) => (isUnspaced(word) ? word : [word.join("")])));
}
