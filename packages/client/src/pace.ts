/** The time and the chance that a client uses. Tests set both. */
export interface Pace {
  /** The time in milliseconds since the epoch, for dates. */
  now(): number;
  /** A time in milliseconds that never jumps, for lengths of time. */
  elapsed(): number;
  /** From 0 to less than 1. */
  random(): number;
  /** Waits for some milliseconds. Rejects with the reason of the signal when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The pace of a machine. */
export const realPace: Pace = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const end = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", end);
        resolve();
      }, ms);
      signal?.addEventListener("abort", end, { once: true });
    }),
};

/**
 * The pause before the next attempt, in milliseconds: up to 0.5, 1, 2, 4 and 8 s, but at least a quarter of that,
 * so that clients that failed together do not come back together.
 *
 * @param failures how many attempts have failed since the last one that did not, from 1.
 */
export function backOff(pace: Pace, failures: number, longest = 8_000): number {
  const most = Math.min(longest, 250 * 2 ** Math.min(failures, 20));
  return most * (0.25 + 0.75 * pace.random());
}
