import { HandsFreeConnectionError } from "./connection-error.ts";
import { backOff, type Pace } from "./pace.ts";
import { HandsFreeProblem } from "./problem.ts";
import { postsWithoutKey } from "./routes.ts";

/** Whether a request may reach the server twice: it then does the same, or the server knows it by its key, or neither. */
export type Repetition = "harmless" | "known by key" | "unsafe";

/** @param path the path of the route, with the names of its parameters. */
export function repetitionOf(method: string, path: string): Repetition {
  if (method !== "POST") return method === "PATCH" ? "unsafe" : "harmless";
  // A worker sends more of them in a day than the server keeps keys of one caller.
  if (path.endsWith("/heartbeat")) return "harmless";
  // No answer but the first one has the lease.
  if (path.endsWith("/claim") || postsWithoutKey.includes(path)) return "unsafe";
  return "known by key";
}

/**
 * The pause before a failed request is sent again, in milliseconds; undefined if it must not be.
 *
 * @param failures how many attempts have failed.
 */
export function pauseAfter(
  error: unknown,
  { isSafe, failures }: { readonly isSafe: boolean; readonly failures: number },
  pace: Pace,
): number | undefined {
  if (error instanceof HandsFreeConnectionError) {
    return isSafe && error.code !== "answer_too_large" ? backOff(pace, failures) : undefined;
  }
  if (!(error instanceof HandsFreeProblem)) return undefined;
  const { status, retryable, retryAfter = 0 } = error;
  // What is refused by a limit was not begun. Any other failure can hide a change.
  const mayRepeat = retryable && (isSafe || status === 429);
  // A proxy that does not reach the server.
  const isGateway = isSafe && (status === 502 || status === 504);
  return mayRepeat || isGateway ? retryAfter * 1000 + backOff(pace, failures) : undefined;
}
