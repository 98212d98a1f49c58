/** Runs a task for each key, and never twice at once. */
export class OneAtATime<Key> {
  /** Whether what runs must run again. */
  readonly #running = new Map<Key, boolean>();

  /**
   * Begins a task. If one with the key runs, the task begins after it, since that one may have read too early; further
   * calls until then add nothing.
   *
   * @returns after the last run. A task that fails is ignored.
   */
  async run(key: Key, task: () => Promise<void>): Promise<void> {
    if (this.#running.has(key)) {
      this.#running.set(key, true);
      return;
    }
    do {
      this.#running.set(key, false);
      await task().catch(() => undefined);
    } while (this.#running.get(key) === true);
    this.#running.delete(key);
  }
}
