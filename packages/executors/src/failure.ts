import { HandsFreeError } from "@handsfree/query";
import { ExecutionFailure } from "@handsfree/repositories/pending-actions";

/** The shortest wait after the first attempt, in seconds. It is four times as long after each further one. */
const firstWait = 10;
const longestWait = 3600;

/** The wait after an attempt, in seconds. */
export function waitAfter(attempt: number): number {
  return Math.min(longestWait, firstWait * 4 ** (attempt - 1));
}

/**
 * The failure that an executor throws. A temporary failure waits longer each time. The loss of the lease and of the database may pass
 * too: whether the action was carried out is then found out by the next attempt.
 */
export function asFailure(
  error: unknown,
  { attempt, signal }: { readonly attempt: number; readonly signal: AbortSignal },
): unknown {
  const wait = waitAfter(attempt);
  if (error instanceof ExecutionFailure) {
    const { message, retryAfterSeconds, result } = error;
    if (retryAfterSeconds === undefined) return error;
    const longer = Math.max(wait, retryAfterSeconds);
    return new ExecutionFailure(message, { retryAfterSeconds: longer, result });
  }
  if (error instanceof HandsFreeError && error.retryable) {
    return new ExecutionFailure("the database did not answer", { retryAfterSeconds: wait });
  }
  if (signal.aborted) {
    return new ExecutionFailure("the lease was lost", { retryAfterSeconds: wait });
  }
  return error;
}
