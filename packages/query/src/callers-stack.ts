import { DatabaseError, HandsFreeError } from "./errors.ts";

/** The first dozen frames of a statement in a transaction are Kysely's. */
const framesWithKyselys = 30;

/** Errors whose stack already names the caller. */
const attributed = new WeakSet<HandsFreeError>();

/**
 * Runs work that continues in a queue. The stack of a `HandsFreeError` then ends with the functions that await
 * the work, not with the loop that empties the queue. V8 can still tell them when the work has failed, so work
 * that succeeds pays for no stack: capturing one at each call took a quarter of the time of a look-up.
 */
export async function withCallersStack<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HandsFreeError && !attributed.has(error)) {
      attributed.add(error);
      error.stack = `${error.stack}\n${awaitingFrames()}`;
    }
    throw error;
  }
}

/** The frames of the functions that await `withCallersStack`. */
function awaitingFrames(): string | undefined {
  const caller: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesWithKyselys;
  Error.captureStackTrace(caller, withCallersStack);
  Error.stackTraceLimit = limit;
  return caller.stack?.split("\n").slice(1).join("\n");
}

/** A copy of the error with its own stack, for another caller that gets the same error. */
export function forAnotherCaller(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code, message, retryable, cause } = error;
  return new DatabaseError(code, message, { retryable, ...(cause === undefined ? {} : { cause }) });
}
