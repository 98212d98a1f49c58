/** One operation in this many repeats the one before it, while that one is still running. */
const repeatEvery = 20;

/** The subject of operation `n`: its own number, or the one before. */
export function subjectOf(n: number): number {
  return n % repeatEvery === repeatEvery - 1 ? n - 1 : n;
}

/** The number of different subjects of the first operations. */
export function subjectsOf(operations: number): number {
  return operations - repeatsOf(operations);
}

/** The number of repetitions among the first operations. */
export function repeatsOf(operations: number): number {
  return Math.floor(operations / repeatEvery);
}
