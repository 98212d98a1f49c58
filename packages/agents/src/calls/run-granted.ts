import {
  type HandsFreeClient,
  HandsFreeConnectionError,
  HandsFreeProblem,
} from "@handsfree/client";
import type { GrantedCall } from "./permission.ts";

/** The outcome of a call, as it is recorded. */
export interface CallReport {
  /** Whether the tool did what it was asked for. */
  readonly ok: boolean;
  /** The part of the result to keep, any JSON value. The server redacts secrets. Default: nothing. */
  readonly result?: unknown;
  /** The fault in words, if it is not ok. */
  readonly error?: string;
}

/**
 * Runs a granted call once under its lease, which heartbeats extend, and reports what it did. The outcome of the call is
 * returned even if its report does not reach the server: the side effect has happened.
 *
 * @param run gets the arguments to run, and a signal that is aborted when the lease is lost.
 * @param describe makes the report of what `run` returned. Default: it is ok, without a result.
 * @throws what `run` throws, after that was reported as the failure.
 */
export async function runGranted<Result>(
  client: HandsFreeClient,
  { actionId, arguments: given, lease }: GrantedCall,
  run: (given: unknown, lost: AbortSignal) => Promise<Result>,
  describe: (result: Result) => CallReport = () => ({ ok: true }),
): Promise<Result> {
  const lost = new AbortController();
  const beat = setInterval(() => void extend(), (lease.seconds * 1000) / 3);
  const body = { lease_token: lease.token };
  const extend = async (): Promise<void> => {
    try {
      await client.pendingActions.heartbeat(actionId, { ...body, lease_seconds: lease.seconds });
    } catch (error) {
      // A server that is away for less than the lease changes nothing.
      if (error instanceof HandsFreeProblem && !error.retryable) lost.abort(error);
    }
  };
  const report = async ({ ok, result, error = "the tool failed" }: CallReport): Promise<void> => {
    clearInterval(beat);
    const outcome = { ...body, ...(result !== undefined && { result }) };
    try {
      if (ok) await client.pendingActions.succeed(actionId, outcome);
      else await client.pendingActions.fail(actionId, { ...outcome, error });
    } catch (failure) {
      const isOfServer =
        failure instanceof HandsFreeProblem || failure instanceof HandsFreeConnectionError;
      if (!isOfServer) throw failure;
    }
  };
  let result: Result;
  try {
    result = await run(given, lost.signal);
  } catch (error) {
    await report({ ok: false, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  await report(describe(result));
  return result;
}
