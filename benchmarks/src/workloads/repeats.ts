/** One operation in so many says again what the one before it says, while that is still under way. */
const repeatEvery = 20;

/** What operation `n` is about: its own number, or the one before. */
export function subjectOf(n: number): number {
  return n % repeatEvery === repeatEvery - 1 ? n - 1 : n;
}

/** How many different subjects the first operations have. */
export function subjectsOf(operations: number): number {
  return operations - repeatsOf(operations);
}

/** How many of the first operations say again what another one says. */
export function repeatsOf(operations: number): number {
  return Math.floor(operations / repeatEvery);
}
