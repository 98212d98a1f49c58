import { PhraseIndex } from "./phrase-index.ts";
import { isUnspaced, partsOf, piecesOf, type Word, wordsOf } from "./words.ts";

/** How many words in a row are what was said, and no longer the name of something. */
const runLength = 4;
/** Letters and digits in a row that are found whatever stands between them; fewer can be part of another word. */
const telling = 8;

/**
 * What was said, for as long as it takes to see whether something else repeats it. It tells that and nothing
 * more, so that it can be handed on where the words cannot.
 */
export class Speech {
  readonly #said: string;
  readonly #letters: string;
  /** All of it, by its letters and by its words, where it is shorter than a run. */
  readonly #phrase: Phrase | undefined;
  readonly #runs: PhraseIndex;
  readonly #shortRuns: PhraseIndex;
  /** Of one word, which can be a name by chance. */
  readonly isOneWord: boolean;
  /** Of fewer words than a run, those of what was typed without spaces counted as well. */
  readonly isTerse: boolean;

  constructor(transcript: string) {
    const words = wordsOf(transcript);
    const runs = words
      .slice(runLength - 1)
      .map((_, start) => words.slice(start, start + runLength).flat());
    this.#said = transcript.trim();
    this.#letters = words.flat().join("");
    this.#phrase = words.length < runLength ? phraseOf(words) : undefined;
    this.#runs = new PhraseIndex(runs.map((run) => run.join("")).filter(isTelling));
    this.#shortRuns = new PhraseIndex(
      runs.filter((run) => !isTelling(run.join(""))).map((run) => spaced(run)),
    );
    this.isOneWord = words.length === 1;
    this.isTerse = partsOf(transcript).length < runLength;
  }

  /**
   * Whether the text is what was said, holds all of it, or shares four words in a row with it, by letters and
   * digits alone.
   */
  isRepeatedBy(text: string): boolean {
    const pieces = piecesOf(text);
    const letters = pieces.join("");
    // Where nothing was said in letters, it can only be the same to the sign.
    if (letters === "" || this.#letters === "") {
      return this.#said !== "" && text.trim() === this.#said;
    }
    if (letters === this.#letters) return true;
    if (this.#phrase === undefined) {
      return this.#runs.isIn(letters) || this.#shortRuns.isIn(spaced(pieces));
    }
    // Its words are in no text that does not have its letters.
    return (
      this.#phrase.letters.isIn(letters) &&
      (isTelling(this.#letters) || this.#phrase.words.isIn(spacedWords(wordsOf(text))))
    );
  }
}

interface Phrase {
  readonly letters: PhraseIndex;
  readonly words: PhraseIndex;
}

/** Not by `String.includes`, which takes the product of both lengths where a text repeats itself. */
function phraseOf(words: readonly Word[]): Phrase {
  return {
    letters: new PhraseIndex([words.flat().join("")]),
    words: new PhraseIndex([spacedWords(words)]),
  };
}

function isTelling(letters: string): boolean {
  return letters.length >= telling;
}

function spaced(pieces: readonly string[]): string {
  return ` ${pieces.join(" ")} `;
}

/** Words of dictionaries are taken apart, since the dictionary can cut two texts in different places. */
function spacedWords(words: readonly Word[]): string {
  return spaced(words.flatMap((word) => (isUnspaced(word) ? word : [word.join("")])));
}
