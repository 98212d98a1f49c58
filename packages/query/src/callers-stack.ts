import { DatabaseError, HandsFreeError } from "./errors.ts";

/** Of a statement in a transaction the first dozen are Kysely's. */
const framesWithKyselys = 30;

/** Errors that say already who called. */
const told = new WeakSet<HandsFreeError>();

/**
 * Does work that goes on in a queue, so that the stack of an error of ours ends with the caller, not with
 * what empties the queue. The stack is taken at the call and put into words only for an error.
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
    if (error instanceof HandsFreeError && !told.has(error)) {
      told.add(error);
      error.stack = `${error.stack}\n${caller.stack?.split("\n").slice(1).join("\n")}`;
    }
    throw error;
  }
}

/** The same error with a stack of its own, for one more caller who gets it. */
export function forAnotherCaller(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code, message, retryable, cause } = error;
  return new DatabaseError(code, message, { retryable, ...(cause === undefined ? {} : { cause }) });
}
