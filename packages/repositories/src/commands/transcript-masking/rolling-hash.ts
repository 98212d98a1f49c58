import { randomInt } from "node:crypto";

interface Field {
  /** Below 2^26, so that a product of two residues is exact in a double. */
  readonly prime: number;
  readonly inverse: number;
  readonly base: number;
}

/**
 * The bases are random in each process, so that an attacker cannot construct collisions. They are greater than any
 * UTF-16 code unit, so that single units differ.
 */
const fields = [67_108_859, 67_108_837].map((prime): Field => ({
  prime,
  inverse: 1 / prime,
  base: randomInt(65_537, prime),
})) as [Field, Field];

/**
 * The polynomial hashes (Karp and Rabin) of all prefixes of a text. The hash of any substring follows from them in
 * constant time. It has 52 bits, in two halves.
 *
 * @see https://doi.org/10.1147/rd.312.0249
 */
export class RollingHash {
  readonly #upper: Half;
  readonly #lower: Half;

  /** @param powers for the longest substring that will be hashed. */
  constructor(text: string, powers: Powers) {
    this.#upper = new Half(text, fields[0], powers.upper);
    this.#lower = new Half(text, fields[1], powers.lower);
  }

  /** The upper half of the hash of the substring with this start and length. */
  upper(start: number, length: number): number {
    return this.#upper.of(start, length);
  }

  /** The lower half of the same hash. */
  lower(start: number, length: number): number {
    return this.#lower.of(start, length);
  }
}

/** The powers of both bases up to an exponent. */
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

/** `value % prime` for values below 2^53, at a fraction of the cost. The estimated quotient is off by at most one. */
function residue(value: number, { prime, inverse }: Field): number {
  const rest = value - Math.floor(value * inverse) * prime;
  if (rest < 0) return rest + prime;
  return rest >= prime ? rest - prime : rest;
}
