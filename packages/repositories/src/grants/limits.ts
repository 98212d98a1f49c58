/** The limits of standing grants. */
export const grantLimits = {
  /** The largest number of uses of one grant. */
  uses: 1_000,
  /** The longest life of a grant, in seconds: 90 days. */
  life: 7_776_000,
  /** The shortest life of a grant, in seconds. */
  minimumLife: 10,
  /** The maximum number of one person's grants that hold. */
  ofPerson: 100,
} as const;
