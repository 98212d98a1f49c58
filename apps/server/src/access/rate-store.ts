import type { FastifyRateLimitStore } from "@fastify/rate-limit";

/** The most callers that are counted at a time. */
const callerLimit = 10_000;

interface Window {
  count: number;
  /** In milliseconds, on a clock that never goes back. */
  readonly endsAt: number;
}

/**
 * Counts the requests of each caller in windows of time. The store of the plugin uses the time of day: after the clock is
 * set back, it would refuse callers until that time has come again.
 */
export class RateStore implements FastifyRateLimitStore {
  /** In the order in which the windows began. */
  readonly #windows = new Map<string, Window>();

  incr(
    caller: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    milliseconds: number,
  ): void {
    const now = performance.now();
    let window = this.#windows.get(caller);
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + milliseconds };
      this.#windows.delete(caller);
      this.#windows.set(caller, window);
      this.#forget(now);
    }
    window.count++;
    callback(null, { current: window.count, ttl: window.endsAt - now });
  }

  child(): RateStore {
    return new RateStore();
  }

  #forget(now: number): void {
    for (const [caller, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size <= callerLimit) break;
      this.#windows.delete(caller);
    }
  }
}
