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
 * The failure that an executor throws. A temporary failure waits longer each time. The loss of the lease and of the
 * database may pass too: the next attempt finds out whether the action was carried out.
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
    return unknown("the database did not answer", attempt);
  }
  if (signal.aborted) return unknown("the lease was lost", attempt);
  return error;
}

/** A failure before this attempt has looked whether an earlier one did it. */
function unknown(problem: string, attempt: number): ExecutionFailure {
  const earlier =
    attempt > 1 ? ", so it is not known whether an earlier attempt carried the action out" : "";
  return new ExecutionFailure(problem + earlier, { retryAfterSeconds: waitAfter(attempt) });
}
