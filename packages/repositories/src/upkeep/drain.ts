/** What one step did, and whether there may be more. */
export interface DrainStep {
  readonly done: number;
  readonly more: boolean;
}

/**
 * Does steps as long as there may be more, and nobody has ended it.
 *
 * @returns how much was done in all.
 */
export async function drain(
  signal: AbortSignal | undefined,
  step: () => Promise<DrainStep>,
): Promise<number> {
  let total = 0;
  for (;;) {
    if (signal?.aborted) return total;
    const { done, more } = await step();
    total += done;
    if (!more) return total;
  }
}
