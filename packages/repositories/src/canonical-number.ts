/**
 * How numbers are written that are not the shortest spelling of a double:
 *
 * - `exact`: with their digits, all of them.
 * - `near`: a fraction of up to 17 digits as the double next to it, as RFC 8785 has it, all others with their
 *   digits. Digests of before are of this form.
 */
export type NumberForm = "exact" | "near";

/** The most digits of an exponent. More are no number that anything computes with, and cost to be added to. */
const maximumExponentDigits = 1000;
/** So many digits tell every double from its neighbors. */
const doubleDigits = 17;

/**
 * The canonical form of a JSON number: one for each decimal number, so that 1.50, 1.5 and 15e-1 share theirs and
 * no two that differ do. That of RFC 8785 (the shortest spelling of a double, as ECMAScript has it) for a number
 * that such a spelling equals. For all others the digits without zeros at either end, `e`, and the power of ten
 * that they are of, without `+`: `10000000000000001e-16`, `12345678901234567891e0`, `1e400`.
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

/** A double tells all decimals of up to 15 digits apart, as long as it is neither too large nor too small. */
function isSurelySpelt(text: string, value: number): boolean {
  const size = Math.abs(value);
  return text.length <= 15 && size > 1e-290 && size < 1e290;
}

/** A decimal number: its digits without zeros at either end, and the power of ten that they are of. */
interface Decimal {
  readonly sign: string;
  readonly digits: string;
  readonly power: bigint;
}

/** One spelling for each decimal number. */
function spell({ sign, digits, power }: Decimal): string {
  return digits === "" ? "0" : `${sign}${digits}e${power}`;
}

/** What is no number, as `Infinity` is for a double that is too small for one, is 0. */
function toDecimal(text: string): Decimal {
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

/** In a loop: `/0+$/` takes quadratic time where zeros are in the middle of a long number. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
