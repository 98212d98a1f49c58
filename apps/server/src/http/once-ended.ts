import type { ServerResponse } from "node:http";

/** Calls once when an answer is handed over whole, or its connection ends before. */
export function onceEnded(response: ServerResponse, callback: () => void): void {
  const end = (): void => {
    response.off("finish", end).off("close", end);
    callback();
  };
  response.once("finish", end).once("close", end);
}
