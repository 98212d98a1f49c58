import type { ServerResponse } from "node:http";

/** Calls back once, when the whole answer was handed to the operating system, or its connection ended before. */
export function onceEnded(response: ServerResponse, callback: () => void): void {
  const end = (): void => {
    response.off("finish", end).off("close", end);
    callback();
  };
  response.once("finish", end).once("close", end);
}
