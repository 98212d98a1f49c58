/** The base of the rolling hash modulo 2^32: it must be odd. */
const base = 0x9e3779b1;

/**
 * Skips the positions of a text at which no phrase begins, by a cheap rolling hash of the first units of the phrases.
 * Like a Bloom filter it has false positives and no false negatives.
 */
export class PrefixFilter {
  readonly #length: number;
  /** The factor of the unit that leaves the window. */
  readonly #leaving: number;
  readonly #shift: number;
  readonly #known: Uint8Array;

  /** @param length the units that are hashed, from 1; no phrase may be shorter. */
  constructor(phrases: readonly string[], length: number) {
    this.#length = length;
    let leaving = 1;
    for (let index = 0; index < length; index++) leaving = Math.imul(leaving, base);
    this.#leaving = leaving;
    const bits = Math.min(24, Math.ceil(Math.log2(16 * phrases.length + 16)));
    this.#shift = 32 - bits;
    this.#known = new Uint8Array(2 ** bits);
    for (const phrase of phrases) {
      let hash = 0;
      for (let index = 0; index < length; index++) {
        hash = (Math.imul(hash, base) + phrase.charCodeAt(index)) | 0;
      }
      this.#known[hash >>> this.#shift] = 1;
    }
  }

  /** The positions at which a phrase may begin, ascending. */
  *candidates(text: string): Generator<number, void> {
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      hash = (Math.imul(hash, base) + text.charCodeAt(end)) | 0;
      const start = end - this.#length;
      if (start >= 0) hash = (hash - Math.imul(this.#leaving, text.charCodeAt(start))) | 0;
      if (start >= -1 && this.#known[hash >>> this.#shift] === 1) yield start + 1;
    }
  }
}
