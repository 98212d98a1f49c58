import { HashTable } from "./hash-table.ts";
import { PrefixFilter } from "./prefix-filter.ts";
import { Powers, RollingHash } from "./rolling-hash.ts";

/**
 * Tells whether a text contains one of many phrases. The time grows with the length of the text and of the phrases, and
 * with the logarithm of the number of distinct phrase lengths, even if phrases share long prefixes.
 *
 * At each position of the text, a binary search over the phrase lengths finds the phrase that begins there. The index
 * also holds those prefixes of a phrase that this search visits, so each step is one look-up of a hash. This is the
 * longest prefix search of Waldvogel and others, https://doi.org/10.1145/263109.263136.
 */
export class PhraseIndex {
  /** Sorted. A phrase that begins with another one is left out, since the other one is found first. */
  readonly #phrases: readonly string[];
  /** The distinct lengths of the phrases, ascending. */
  readonly #lengths: readonly number[];
  readonly #powers: Powers;
  readonly #prefixes: PrefixFilter;
  /** The number of a phrase by its hash, and `#phrases.length` by the hash of a prefix. */
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
    this.#prefixes = new PrefixFilter(kept, this.#lengths[0] ?? 0);
    const steps = Math.ceil(Math.log2(this.#lengths.length + 1));
    this.#entries = new HashTable(kept.length * steps);
    kept.forEach((phrase, number) => this.#enter(phrase, number));
  }

  isIn(text: string): boolean {
    if (text.length < (this.#lengths[0] ?? Infinity)) return false;
    let hash: RollingHash | undefined;
    for (const start of this.#prefixes.candidates(text)) {
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

  /** At most one phrase can begin at a position, since no phrase begins with another one. */
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
