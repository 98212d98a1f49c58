/** The limits of policies. */
export const policyLimits = {
  /** The maximum number of policies in a set. */
  policies: 1_000,
  /** The largest text of a set, in bytes of UTF-8. */
  textBytes: 262_144,
  /** The longest name of a policy, a service or a group, in UTF-16 code units. */
  nameLength: 200,
  /** The longest reason of a denial, in UTF-16 code units. */
  reasonLength: 1_000,
  /** The maximum number of patterns, names or values in one list. */
  listItems: 100,
  /** The longest pattern, in UTF-16 code units. */
  patternLength: 200,
  /** The maximum number of conditions of one policy. */
  conditions: 50,
  /** The longest JSON pointer of a condition, in UTF-16 code units. */
  pointerLength: 200,
  /** The longest value of a condition, in UTF-16 code units; for a number, its digits. */
  valueLength: 1_000,
  /** The largest number of approvals that a policy can ask for. */
  approvals: 20,
  /** The longest time in which an approval can be taken back, in seconds. */
  graceSeconds: 3_600,
  /** The largest explanation, in bytes of its JSON text in UTF-8. */
  explanationBytes: 8_192,
  /** The maximum number of differences that a comparison lists. */
  differences: 500,
} as const;
