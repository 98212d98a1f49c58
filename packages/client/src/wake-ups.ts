import type { Pace } from "./pace.ts";

/** Pauses that end early when a stream of events of the same client says that their record has changed. */
export class WakeUps {
  readonly #sleepers = new Map<string, Set<AbortController>>();

  /** Ends the pauses of what waits for this record. */
  wake(id: string): void {
    for (const sleeper of this.#sleepers.get(id) ?? []) sleeper.abort();
  }

  /** Waits for some milliseconds, or until the record changes. Rejects with the reason of an aborted signal. */
  async sleep(
    pace: Pace,
    {
      id,
      ms,
      signal,
    }: { readonly id: string; readonly ms: number; readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    signal?.throwIfAborted();
    const sleeper = new AbortController();
    const end = (): void => sleeper.abort();
    const sleepers = this.#sleepers.get(id) ?? new Set();
    this.#sleepers.set(id, sleepers.add(sleeper));
    signal?.addEventListener("abort", end, { once: true });
    try {
      await pace.sleep(ms, sleeper.signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!sleeper.signal.aborted) throw error;
    } finally {
      signal?.removeEventListener("abort", end);
      sleepers.delete(sleeper);
      if (sleepers.size === 0) this.#sleepers.delete(id);
    }
  }
}
