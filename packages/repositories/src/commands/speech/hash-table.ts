/** Numbers by hashes of 52 bits in two halves: a map whose entries are no objects. */
export class HashTable {
  readonly #mask: number;
  readonly #uppers: Int32Array;
  readonly #lowers: Int32Array;
  /** One more than the number; 0 where there is no entry. */
  readonly #numbers: Int32Array;

  /** @param capacity the most entries that there will be. */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * capacity + 2));
    this.#mask = slots - 1;
    this.#uppers = new Int32Array(slots);
    this.#lowers = new Int32Array(slots);
    this.#numbers = new Int32Array(slots);
  }

  /** @param number from 0. One that was there before is replaced. */
  set(upper: number, lower: number, number: number): void {
    const slot = this.#slotOf(upper, lower);
    this.#uppers[slot] = upper;
    this.#lowers[slot] = lower;
    this.#numbers[slot] = number + 1;
  }

  /** @returns -1 where there is none. */
  get(upper: number, lower: number): number {
    return (this.#numbers[this.#slotOf(upper, lower)] as number) - 1;
  }

  /** Where the entry is, or would be. */
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
