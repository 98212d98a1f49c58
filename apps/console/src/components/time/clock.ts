import { useSyncExternalStore } from "react";

type Listener = () => void;

const listeners = new Set<Listener>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all times on the page, which runs only while one is shown. */
function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The time now, in milliseconds since the epoch, rounded down to a step. What uses it is drawn again at each step.
 *
 * @param step in milliseconds, at least 1000.
 */
export function useNow(step: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / step) * step);
}
