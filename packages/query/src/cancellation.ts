import { AsyncLocalStorage } from "node:async_hooks";
import { DatabaseError } from "./errors.ts";
import { iterateWithin } from "./iterate-within.ts";
import { StopSource } from "./stop-source.ts";
import { requireTimeLimit } from "./time-limit.ts";

/** What ends the queries of a `withCancellation`. With neither, nothing does. */
export interface CancellationOptions {
  /** Ends them when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Ends them so many milliseconds after the call. Default: never. */
  readonly timeout?: number | undefined;
}

/**
 * In the async context, because Kysely 0.28 hands drivers nothing but the SQL: a query also waits for a
 * connection, and a transaction for its turn, in calls that no argument of the caller's reaches.
 */
const cancellations = new AsyncLocalStorage<AbortSignal>();

/** What ends the queries that this code starts. Its reason is the error that their callers get. */
export function currentCancellation(): AbortSignal | undefined {
  return cancellations.getStore();
}

/**
 * Does work whose queries, transactions and streams end when the signal is aborted or the time is over.
 * A query that waits never runs; one that reads is ended on the engine; a transaction is rolled back, and
 * its next statement fails. A write that has begun outside a transaction is not ended on DuckDB, where it
 * shares its commit with others: its outcome is told as it is. Nothing that was written is ever reported
 * as ended. Calls nest: the first to end ends the work.
 *
 * @param work is called at once. Where it returns an async iterable, such as `query.stream()`, its
 *   iteration is part of the work.
 * @returns what the work returns. Only its queries end; what else it waits for does not.
 * @throws {DatabaseError} from the queries: `query_cancelled` when the signal is aborted, its reason as
 *   `cause`; `query_timed_out` when the time is over, or the signal is one of `AbortSignal.timeout`.
 * @throws {InvalidInputError} when the time is no whole number from 1 to 2,147,483,647.
 * @example
 * ```ts
 * const rows = await withCancellation({ signal, timeout: 2000 }, () => query.execute());
 * for await (const row of withCancellation({ signal }, () => query.stream())) show(row);
 * ```
 */
export function withCancellation<T extends Promise<unknown> | AsyncIterable<unknown>>(
  { signal, timeout }: CancellationOptions,
  work: () => T,
): T {
  if (timeout !== undefined) requireTimeLimit("timeout", timeout);
  const stop = new StopSource(currentCancellation());
  if (timeout !== undefined) stop.stopAfter(timeout, timedOut(`${timeout} ms`));
  if (signal) stop.follow(signal, toError);
  const within = <R>(action: () => R): R => cancellations.run(stop.signal, action);
  let result: T;
  try {
    result = within(work);
  } catch (error) {
    stop.release();
    throw error;
  }
  const end = (): void => stop.release();
  return (
    result instanceof Promise ? result.finally(end) : iterateWithin(result, within, end)
  ) as T;
}

function toError(reason: unknown): DatabaseError {
  if (reason instanceof DOMException && reason.name === "TimeoutError") {
    return timedOut("the time that its signal allows");
  }
  return new DatabaseError("query_cancelled", "the query was cancelled by its caller", {
    cause: reason,
  });
}

function timedOut(time: string): DatabaseError {
  return new DatabaseError("query_timed_out", `the query took longer than ${time}`, {
    retryable: true,
  });
}
