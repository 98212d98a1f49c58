import { HandsFreeConnectionError } from "./connection-error.ts";
import { HandsFreeProblem } from "./problem.ts";

/**
 * Whether the server may answer the same request later: there was no connection, a limit, a restart, or a proxy without
 * its server.
 */
export function mayPass(error: unknown): error is HandsFreeConnectionError | HandsFreeProblem {
  if (error instanceof HandsFreeConnectionError) return error.code !== "answer_too_large";
  if (!(error instanceof HandsFreeProblem)) return false;
  return error.retryable || [502, 503, 504].includes(error.status);
}

/** How long the server asks to wait after an error, in milliseconds. */
export function askedPause(error: HandsFreeConnectionError | HandsFreeProblem): number {
  return error instanceof HandsFreeProblem ? (error.retryAfter ?? 0) * 1000 : 0;
}
