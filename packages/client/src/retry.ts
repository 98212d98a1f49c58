import { HandsFreeConnectionError } from "./connection-error.ts";
import { backOff, type Pace } from "./pace.ts";
import { HandsFreeProblem } from "./problem.ts";

/** The routes of POST whose `Idempotency-Key` the server knows, so that it carries out a repetition once. */
const knowsKeys: ReadonlySet<string> = new Set([
  "/v1/action-logs",
  "/v1/commands",
  "/v1/pending-actions",
]);

/** Whether a request may reach the server twice. */
export function isSafeToRepeat(method: string, path: string): boolean {
  return method === "POST" ? knowsKeys.has(path) : method !== "PATCH";
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
