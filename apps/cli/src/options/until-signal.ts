const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * A signal that the first SIGINT or SIGTERM aborts, for work that can end between two batches. A second one ends
 * the process. Holds until its scope ends.
 */
export function untilSignal(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const name of signals) process.once(name, abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of signals) process.off(name, abort);
    },
  };
}
