const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Is aborted by the first SIGINT or SIGTERM until its scope ends, for what can end between two batches; a
 * second one ends the process.
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
