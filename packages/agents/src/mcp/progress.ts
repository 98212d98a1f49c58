import type { ServerContext } from "@modelcontextprotocol/server";

/** How often a client hears that a wait goes on, in milliseconds: less than clients wait for a sign of life. */
const interval = 10_000;

/**
 * Tells the client that a wait goes on, if it has asked to hear that, so that it does not give up.
 *
 * @param seconds how long the wait may take.
 */
export async function withProgress<T>(
  { mcpReq }: ServerContext,
  seconds: number,
  wait: () => Promise<T>,
): Promise<T> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return wait();
  const start = performance.now();
  const tell = (): void => {
    const progress = (performance.now() - start) / 1000;
    const message = "Waiting for a person to decide";
    const params = { progressToken, progress, total: Math.max(seconds, progress), message };
    // A client that is gone is noticed by its request.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
  tell();
  const timer = setInterval(tell, interval);
  try {
    return await wait();
  } finally {
    clearInterval(timer);
  }
}
