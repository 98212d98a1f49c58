/**
 * Why a comparison cannot be made:
 *
 * - `missing`: there is no value at the pointer, or the proposal names no repository.
 * - `other_type`: the value is of another type than the policy's.
 * - `unreadable`: the payload is not JSON or is nested too deeply for the stack, the number has an exponent of more than
 *   1000 digits, or the proposal's repository is not `owner/name`.
 */
export type PolicyDoubt = "missing" | "other_type" | "unreadable";

/** The answer of a comparison. */
export type Verdict = "holds" | "fails" | PolicyDoubt;

/** The answer of a comparison that was made. */
export function verdictOf(holds: boolean): Verdict {
  return holds ? "holds" : "fails";
}
