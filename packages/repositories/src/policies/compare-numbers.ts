import type { Decimal } from "../canonical-number.ts";

/**
 * Compares two numbers with all their digits.
 *
 * @returns a number below 0, 0, or above 0, as for `sort`.
 */
export function compareNumbers(left: Decimal, right: Decimal): number {
  const [leftSign, rightSign] = [signOf(left), signOf(right)];
  if (leftSign !== rightSign) return leftSign - rightSign;
  return leftSign === 0 ? 0 : leftSign * compareSizes(left, right);
}

function signOf({ sign, digits }: Decimal): number {
  if (digits === "") return 0;
  return sign === "-" ? -1 : 1;
}

function compareSizes(left: Decimal, right: Decimal): number {
  const [leftOrder, rightOrder] = [orderOf(left), orderOf(right)];
  if (leftOrder !== rightOrder) return leftOrder < rightOrder ? -1 : 1;
  // The digits have no zeros at either end, so a text that continues another is the larger number.
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -1 : 1;
}

/** The power of ten just above the number. */
function orderOf({ digits, power }: Decimal): bigint {
  return BigInt(digits.length) + power;
}
