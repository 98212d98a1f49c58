import { useSyncExternalStore } from "react";

/**
 * How what is shown follows the server. `behind` is a stream that is open and from which no byte has come for longer than
 * the server is ever silent.
 */
export type Connection = "connecting" | "live" | "reconnecting" | "behind" | "offline";

let current: Connection = navigator.onLine ? "connecting" : "offline";
const listeners = new Set<() => void>();

/** Says how the page is connected. */
function setConnection(next: Connection): void {
  if (next === current) return;
  current = next;
  for (const each of listeners) each();
}

addEventListener("online", () => setConnection("connecting"));
addEventListener("offline", () => setConnection("offline"));

/** How the page is connected, now and whenever that changes. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
