import { randomInt } from "node:crypto";

/** A prime below 2^26, so that a product of two residues is exact in a double, and a base. */
interface Field {
  readonly prime: number;
  readonly inverse: number;
  readonly base: number;
}

/** Bases of this process alone, so that no text can be made to collide; above all units, so that single ones differ. */
const fields = [67_108_859, 67_108_837].map((prime): Field => ({
  prime,
  inverse: 1 / prime,
  base: randomInt(65_537, prime),
})) as [Field, Field];

/**
 * The polynomial hashes (Karp and Rabin) of all beginnings of a text, from which that of any part follows in
 * constant time: 52 bits, in two halves.
 *
 * @see https://doi.org/10.1147/rd.312.0249
 */
export class RollingHash {
  readonly #upper: Half;
  readonly #lower: Half;

  /** @param powers of at least the length of the longest part that is asked for. */
  constructor(text: string, powers: Powers) {
    this.#upper = new Half(text, fields[0], powers.upper);
    this.#lower = new Half(text, fields[1], powers.lower);
  }

  /** The upper half of the hash of so many units from this place on. */
  upper(start: number, length: number): number {
    return this.#upper.of(start, length);
  }

  /** The lower half. */
  lower(start: number, length: number): number {
    return this.#lower.of(start, length);
  }
}

/** The powers of the bases, for parts of up to so many units. */
export class Powers {
  readonly upper: Float64Array;
  readonly lower: Float64Array;

  constructor(longest: number) {
    this.upper = powersOf(fields[0], longest);
    this.lower = powersOf(fields[1], longest);
  }
}

class Half {
  readonly #field: Field;
  readonly #powers: Float64Array;
  readonly #beginnings: Float64Array;

  constructor(text: string, field: Field, powers: Float64Array) {
    this.#field = field;
    this.#powers = powers;
    const beginnings = new Float64Array(text.length + 1);
    let hash = 0;
    for (let index = 0; index < text.length; index++) {
      hash = residue(hash * field.base + text.charCodeAt(index) + 1, field);
      beginnings[index + 1] = hash;
    }
    this.#beginnings = beginnings;
  }

  of(start: number, length: number): number {
    const hashes = this.#beginnings;
    const before = (hashes[start] as number) * (this.#powers[length] as number);
    const difference = (hashes[start + length] as number) - residue(before, this.#field);
    return difference < 0 ? difference + this.#field.prime : difference;
  }
}

function powersOf(field: Field, longest: number): Float64Array {
  const powers = new Float64Array(longest + 1);
  powers[0] = 1;
  for (let index = 1; index <= longest; index++) {
    powers[index] = residue((powers[index - 1] as number) * field.base, field);
  }
  return powers;
}

/** `value % prime` for values below 2^53, at a fraction of the cost: the quotient is at most one off. */
function residue(value: number, { prime, inverse }: Field): number {
  const rest = value - Math.floor(value * inverse) * prime;
  if (rest < 0) return rest + prime;
  return rest >= prime ? rest - prime : rest;
}
