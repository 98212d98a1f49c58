import { HashTable } from "./hash-table.ts";
import { Openings } from "./openings.ts";
import { Powers, RollingHash } from "./rolling-hash.ts";

/**
 * Finds whether any of many phrases is in a text, in a time that grows with the length of both and with the
 * logarithm of how many different lengths the phrases have, whatever they share.
 *
 * At each place of the text the length of the phrase that begins there is found by binary search: the
 * beginnings that the search passes on its way to a phrase are entered with it, so that each step is one look-up
 * of a hash. It is the search for the longest prefix by Waldvogel and others, https://doi.org/10.1145/263109.263136.
 */
export class PhraseIndex {
  /** In order, and none begins with another one, since that one would be found anyway. */
  readonly #phrases: readonly string[];
  /** The different lengths of the phrases, ascending. */
  readonly #lengths: readonly number[];
  readonly #powers: Powers;
  readonly #openings: Openings;
  /** By the hash of a whole phrase its number; by that of a beginning, `#phrases.length`. */
  readonly #entries: HashTable;

  constructor(phrases: readonly string[]) {
    const kept: string[] = [];
    for (const phrase of new Set(phrases.toSorted())) {
      const last = kept.at(-1);
      if (last === undefined || !phrase.startsWith(last)) kept.push(phrase);
    }
    this.#phrases = kept;
    this.#lengths = [...new Set(kept.map(({ length }) => length))].toSorted((a, b) => a - b);
    this.#powers = new Powers(this.#lengths.at(-1) ?? 0);
    this.#openings = new Openings(kept, this.#lengths[0] ?? 0);
    const steps = Math.ceil(Math.log2(this.#lengths.length + 1));
    this.#entries = new HashTable(kept.length * steps);
    kept.forEach((phrase, number) => this.#enter(phrase, number));
  }

  isIn(text: string): boolean {
    if (text.length < (this.#lengths[0] ?? Infinity)) return false;
    let hash: RollingHash | undefined;
    for (const start of this.#openings.in(text)) {
      hash ??= new RollingHash(text, this.#powers);
      if (this.#beginsAt(text, hash, start)) return true;
    }
    return false;
  }

  #enter(phrase: string, number: number): void {
    const hash = new RollingHash(phrase, this.#powers);
    let [low, high] = [0, this.#lengths.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const length = this.#lengths[middle] as number;
      if (length > phrase.length) {
        high = middle - 1;
        continue;
      }
      const isWhole = length === phrase.length;
      const entry = isWhole ? number : this.#phrases.length;
      this.#entries.set(hash.upper(0, length), hash.lower(0, length), entry);
      if (isWhole) return;
      low = middle + 1;
    }
  }

  /** Whether a phrase begins here. It is one at most, since none begins with another one. */
  #beginsAt(text: string, hash: RollingHash, start: number): boolean {
    let [low, high] = [0, this.#lengths.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const length = this.#lengths[middle] as number;
      const fits = start + length <= text.length;
      const entry = fits
        ? this.#entries.get(hash.upper(start, length), hash.lower(start, length))
        : -1;
      if (entry === -1) high = middle - 1;
      else if (entry === this.#phrases.length) low = middle + 1;
      else return text.startsWith(this.#phrases[entry] as string, start);
    }
    return false;
  }
}
