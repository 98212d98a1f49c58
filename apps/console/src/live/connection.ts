import { useSyncExternalStore } from "react";

/**
 * How what is shown follows the server. `behind` is a stream that is open and from which no byte has come for longer than
 * the server is ever silent.
 */
export type Connection = "connecting" | "live" | "reconnecting" | "behind" | "offline";

let stream: Connection = "connecting";
let isOffline = !navigator.onLine;
const listeners = new Set<() => void>();

function tell(): void {
  for (const each of listeners) each();
}

/** Says how the stream of this browser stands. */
export function setConnection(next: Connection): void {
  if (next === stream) return;
  stream = next;
  tell();
}

for (const name of ["online", "offline"] as const) {
  addEventListener(name, () => {
    isOffline = name === "offline";
    tell();
  });
}

/** How the page is connected now. A browser without a network cannot be live, even if the stream seems open. */
function connectionNow(): Connection {
  return isOffline ? "offline" : stream;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How the page is connected, now and whenever that changes. */
export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, connectionNow);
}
