import { DatabaseError, HandsFreeError } from "./errors.ts";

/** The first dozen frames of a statement in a transaction are Kysely's. */
const framesWithKyselys = 30;

/** Errors whose stack already names the caller. */
const attributed = new WeakSet<HandsFreeError>();

/**
 * Runs work that continues in a queue. The stack of a `HandsFreeError` then ends with the functions that await the work,
 * not with the loop that empties the queue. The stack is captured when an error has reached the caller's side, since a
 * stack for each call would cost more than the rest of a call's way through the queue.
 */
export async function withCallersStack<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HandsFreeError && !attributed.has(error)) {
      attributed.add(error);
      const caller: { stack?: string } = {};
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = framesWithKyselys;
      Error.captureStackTrace(caller, withCallersStack);
      Error.stackTraceLimit = limit;
      error.stack = `${error.stack}\n${caller.stack?.split("\n").slice(1).join("\n")}`;
    }
    throw error;
  }
}

/** A copy of the error with its own stack, for another caller that gets the same error. */
export function forAnotherCaller(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code, message, retryable, cause } = error;
  return new DatabaseError(code, message, { retryable, ...(cause === undefined ? {} : { cause }) });
}
