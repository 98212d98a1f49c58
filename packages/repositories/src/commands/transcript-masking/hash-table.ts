/** A map from 52-bit hashes, given as two halves, to numbers. Its typed arrays need no object for an entry. */
export class HashTable {
  readonly #mask: number;
  readonly #uppers: Int32Array;
  readonly #lowers: Int32Array;
  /** The number plus one; 0 in a free slot. */
  readonly #numbers: Int32Array;

  /** @param capacity the largest number of entries. */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * capacity + 2));
    this.#mask = slots - 1;
    this.#uppers = new Int32Array(slots);
    this.#lowers = new Int32Array(slots);
    this.#numbers = new Int32Array(slots);
  }

  /** @param number from 0. It replaces an earlier one. */
  set(upper: number, lower: number, number: number): void {
    const slot = this.#slotOf(upper, lower);
    this.#uppers[slot] = upper;
    this.#lowers[slot] = lower;
    this.#numbers[slot] = number + 1;
  }

  /** @returns -1 without an entry. */
  get(upper: number, lower: number): number {
    return (this.#numbers[this.#slotOf(upper, lower)] as number) - 1;
  }

  /** The slot of the entry, or the free slot for it. */
  #slotOf(upper: number, lower: number): number {
    let slot = (upper ^ Math.imul(lower, 0x9e3779b1)) & this.#mask;
    while (
      this.#numbers[slot] !== 0 &&
      (this.#uppers[slot] !== upper || this.#lowers[slot] !== lower)
    ) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}
