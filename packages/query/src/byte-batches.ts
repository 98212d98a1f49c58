/** A row that is to be read. */
export interface SizedKey {
  readonly key: string;
  /** How many bytes its contents have; null where that is not on record. */
  readonly bytes: number | null;
}

/** What a batch may hold. One row is always possible, however large it is. */
export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** Tells how many bytes the contents of some rows have, by key; a row that is gone is left out. */
export type MeasureRows<Key> = (keys: readonly Key[]) => Promise<ReadonlyMap<string, number>>;

/**
 * How many rows are measured by one statement: few at first, and more where those were small. DuckDB has them
 * all in memory to do so, and each may have a megabyte.
 */
const measuredAtOnce = { first: 64, most: 256 };
/** In bytes, on average. */
const smallRow = 4096;

/** Divides keys, in their order, into batches whose rows can be in memory together. */
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

  /** The next keys: as many as the limits allow, and at least one. None are left where it returns none. */
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
