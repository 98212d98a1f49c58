/** Finds whether any of many phrases is in a text, in about the time that it takes to read it. */
export class PhraseIndex {
  /** In order, and none begins with another one, since that one would be found anyway. */
  readonly #phrases: readonly string[];
  readonly #longest: number;

  constructor(phrases: readonly string[]) {
    const kept: string[] = [];
    let longest = 0;
    for (const phrase of new Set(phrases.toSorted())) {
      const last = kept.at(-1);
      if (last !== undefined && phrase.startsWith(last)) continue;
      kept.push(phrase);
      longest = Math.max(longest, phrase.length);
    }
    this.#phrases = kept;
    this.#longest = longest;
  }

  isIn(text: string): boolean {
    if (this.#phrases.length === 0) return false;
    for (let start = 0; start < text.length; start++) {
      const here = text.slice(start, start + this.#longest);
      // A phrase that begins here is the last one that does not come after this.
      const phrase = this.#phrases[this.#countUpTo(here) - 1];
      if (phrase !== undefined && here.startsWith(phrase)) return true;
    }
    return false;
  }

  /** How many phrases equal the text or come before it. */
  #countUpTo(text: string): number {
    let low = 0;
    let high = this.#phrases.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#phrases[middle] ?? "") <= text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
