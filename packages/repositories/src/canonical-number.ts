/**
 * How numbers are written that are not the shortest spelling of a double:
 *
 * - `exact`: with all their digits.
 * - `near`: a fraction of up to 17 digits as the nearest double, as in RFC 8785, all others with their digits. Earlier
 *   releases used it for digests.
 */
export type NumberForm = "exact" | "near";

/** The most digits of an exponent. A longer one is of no use in a number, and costs time to add to. */
const maximumExponentDigits = 1000;
/** Enough digits to distinguish every double from its neighbors. */
const doubleDigits = 17;

/**
 * The canonical form of a JSON number: equal numbers, such as 1.50, 1.5 and 15e-1, have equal forms, and different
 * numbers have different ones. A number that equals the shortest spelling of a double is written as that (RFC 8785).
 * Any other is written as its digits without zeros at either end, `e`, and the power of ten, without `+`:
 * `10000000000000001e-16`, `12345678901234567891e0`, `1e400`.
 *
 * @throws {RangeError} for an exponent of more than 1000 digits.
 */
export function canonicalNumber(text: string, form: NumberForm): string {
  const value = Number(text);
  if (isSurelySpelt(text, value)) return JSON.stringify(value);
  const exact = toDecimal(text);
  if (spell(exact) === spell(toDecimal(String(value)))) return JSON.stringify(value);
  const isNear = exact.power < 0n && exact.digits.length <= doubleDigits && value !== 0;
  return form === "near" && isNear ? JSON.stringify(value) : spell(exact);
}

/** A double distinguishes all decimals of up to 15 digits, unless it is too large or too small. */
function isSurelySpelt(text: string, value: number): boolean {
  const size = Math.abs(value);
  return text.length <= 15 && size > 1e-290 && size < 1e290;
}

/** A decimal number: its digits without zeros at either end, and their power of ten. */
export interface Decimal {
  readonly sign: string;
  readonly digits: string;
  readonly power: bigint;
}

/** One spelling for each decimal number. */
function spell({ sign, digits, power }: Decimal): string {
  return digits === "" ? "0" : `${sign}${digits}e${power}`;
}

/** A text that is not a decimal number, such as `Infinity`, gives 0. */
export function toDecimal(text: string): Decimal {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = withoutTrailingZeros(digits);
  if (significant === "") return { sign, digits: "", power: 0n };
  const power =
    exponentOf(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return { sign, digits: significant, power };
}

function exponentOf(text: string): bigint {
  const digits = text.replace(/^[+-]?0*/, "");
  if (digits.length > maximumExponentDigits) {
    throw new RangeError(`holds an exponent of more than ${maximumExponentDigits} digits`);
  }
  return text.startsWith("-") ? -BigInt(digits) : BigInt(digits);
}

/** A loop, since `/0+$/` takes quadratic time for zeros in the middle of a long number. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
