import {
  type HandsFreeClient,
  HandsFreeConnectionError,
  HandsFreeProblem,
} from "@handsfree/client";
import { keepLease } from "./keep-lease.ts";
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
  const kept = keepLease(client, actionId, lease);
  const finish = async (report: CallReport): Promise<void> => {
    kept.end();
    await reportCall(client, actionId, lease.token, report);
  };
  let result: Result;
  try {
    result = await run(given, kept.lost);
  } catch (error) {
    await finish({ ok: false, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  await finish(describeSafely(result, describe));
  return result;
}

/** A fault in the description must not hide that the call has run. */
function describeSafely<Result>(
  result: Result,
  describe: (result: Result) => CallReport,
): CallReport {
  try {
    return describe(result);
  } catch (error) {
    const { message } = error as Error;
    return { ok: false, error: `the call ran, and its result could not be described: ${message}` };
  }
}

/**
 * Reports a call. A result that is refused, for example because it is too large, is left out. Where it is not known
 * whether an attempt was carried out, since a server was killed meanwhile, it is reported once more: the lease tells.
 */
async function reportCall(
  client: HandsFreeClient,
  id: string,
  lease_token: string,
  { ok, result, error }: CallReport,
): Promise<void> {
  const send = async (kept: unknown): Promise<void> => {
    const body = { lease_token, ...(kept !== undefined && { result: kept }) };
    if (ok) await client.pendingActions.succeed(id, body);
    else await client.pendingActions.fail(id, { ...body, error: error || "the tool failed" });
  };
  try {
    await send(result).catch((failure: unknown) => {
      if (!isOutcomeUnknown(failure)) throw failure;
      return send(result);
    });
  } catch (failure) {
    const isLost =
      failure instanceof HandsFreeConnectionError ||
      (failure instanceof HandsFreeProblem && failure.status !== 400 && failure.status !== 413);
    if (isLost || result === undefined) return;
    await send(undefined).catch(() => undefined);
  }
}

/** Its key is used up: the client sends the next request with a new one. */
function isOutcomeUnknown(failure: unknown): boolean {
  return failure instanceof HandsFreeProblem && failure.code === "outcome_unknown";
}
