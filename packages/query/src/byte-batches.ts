/** The key of a row to read, and the size of its contents. */
export interface SizedKey {
  readonly key: string;
  /** The size of its contents in bytes; null if it is not recorded. */
  readonly bytes: number | null;
}

/** The limits of a batch. A single row may exceed them. */
export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** Returns the bytes of the contents of rows by key, without the rows that no longer exist. */
export type MeasureRows<Key> = (keys: readonly Key[]) => Promise<ReadonlyMap<string, number>>;

/**
 * The number of rows that one statement measures: few at first, and more if those were small. DuckDB holds all of them
 * in memory meanwhile, and each may have a megabyte.
 */
const measuredAtOnce = { first: 64, most: 256 };
/** The average size, in bytes, up to which rows count as small. */
const smallRow = 4096;

/** Divides keys, in their order, into batches whose rows fit in memory together. */
export class ByteBatches<Key extends SizedKey> {
  readonly #keys: readonly Key[];
  readonly #measure: MeasureRows<Key>;
  readonly #measured = new Map<string, number>();
  #taken = 0;
  #measuredNext = measuredAtOnce.first;

  constructor(keys: readonly Key[], measure: MeasureRows<Key>) {
    this.#keys = keys;
    this.#measure = measure;
  }

  /** The next keys: as many as the limits allow, but at least one. Empty after the last key. */
  async take({ rows, bytes }: BatchLimits): Promise<Key[]> {
    const first = this.#taken;
    let sum = 0;
    while (this.#taken < this.#keys.length && this.#taken - first < rows) {
      sum += await this.#bytesAt(this.#taken);
      if (sum > bytes && this.#taken > first) break;
      this.#taken++;
    }
    return this.#keys.slice(first, this.#taken);
  }

  async #bytesAt(index: number): Promise<number> {
    const key = this.#keys[index] as Key;
    const known = key.bytes ?? this.#measured.get(key.key);
    if (known !== undefined) return known;
    const unknown = this.#keys
      .slice(index, index + this.#measuredNext)
      .filter((other) => other.bytes === null);
    const sizes = await this.#measure(unknown);
    let sum = 0;
    for (const other of unknown) {
      const size = sizes.get(other.key) ?? 0;
      this.#measured.set(other.key, size);
      sum += size;
    }
    const areSmall = sum <= smallRow * unknown.length;
    this.#measuredNext = areSmall ? measuredAtOnce.most : measuredAtOnce.first;
    return this.#measured.get(key.key) ?? 0;
  }
}
