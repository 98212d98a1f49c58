import { DatabaseError, HandsFreeError } from "./errors.ts";

/** The first dozen frames of a statement in a transaction are Kysely's. */
const framesWithKyselys = 30;

/** Errors whose stack already names the caller. */
const attributed = new WeakSet<HandsFreeError>();

/**
 * Runs work that continues in a queue. The stack of a `HandsFreeError` then ends with the caller, not with the
 * loop that empties the queue. The stack is captured at the call and formatted only for an error.
 */
export async function withCallersStack<T>(work: () => Promise<T>): Promise<T> {
  const caller: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesWithKyselys;
  Error.captureStackTrace(caller, withCallersStack);
  Error.stackTraceLimit = limit;
  try {
    return await work();
  } catch (error) {
    if (error instanceof HandsFreeError && !attributed.has(error)) {
      attributed.add(error);
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
