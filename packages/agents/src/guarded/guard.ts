import type { HandsFreeClient } from "@handsfree/client";
import { type AskOptions, askForCall, decideCall, proposeCall } from "../calls/ask-for-call.ts";
import type { Action, RefusedCall } from "../calls/permission.ts";
import { orRefuse } from "../calls/refusals.ts";
import { type CallReport, runGranted } from "../calls/run-granted.ts";
import type { ToolCall } from "../calls/tool-call.ts";
import { CallRefused } from "./call-refused.ts";
import { summarize } from "./summarize.ts";

/** How the calls of a tool are asked about. */
export interface GuardOptions<Arguments, Result> extends Pick<
  AskOptions,
  "timeout" | "expiresInSeconds" | "leaseSeconds"
> {
  /** Its key needs the scopes `actions:propose` and `actions:execute`. */
  readonly client: HandsFreeClient;
  /** The agent that makes the calls, for the audit trail too. See `ToolCall.scope`. */
  readonly scope: string;
  /** By which policies know the calls. Default: the name of the tool. */
  readonly actionType?: string | undefined;
  /** Makes the question of the arguments. The same arguments must make the same one. Default: their names and values. */
  readonly summary?: ((given: Arguments) => string) | undefined;
  /** The `owner/name` that a call changes. Default: none. */
  readonly repository?: ((given: Arguments) => string | undefined) | undefined;
  /** Makes the record of a result. Default: that the call succeeded. */
  readonly describe?: ((result: Result) => CallReport) | undefined;
  /**
   * Whether an open question pauses the run by the way of the SDK, so that the program may end and go on later. A call
   * is then known by its id, and asked about once. Default false: the call waits for the answer.
   */
  readonly pause?: boolean | undefined;
}

/** One call of a guarded tool. */
export interface MadeCall<Arguments> {
  readonly name: string;
  readonly given: Arguments;
  /** As the SDK keeps it over a pause. */
  readonly callId: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks about a call and runs it once.
 *
 * @param run gets a signal that is aborted with that of the call, or when the lease is lost.
 * @throws {CallRefused} if it must not run.
 * @throws what `run` throws.
 */
export async function runGuarded<Arguments, Result>(
  options: GuardOptions<Arguments, Result>,
  made: MadeCall<Arguments>,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { client, scope, describe } = options;
  const asking = { ...askingOf(options, made), worker: scope };
  const permission = await askForCall(client, callOf(options, made), asking);
  if (!permission.granted) throw new CallRefused(permission);
  const { signal } = made;
  const runUnder = (_: unknown, lost: AbortSignal): Promise<Result> =>
    run(signal === undefined ? lost : AbortSignal.any([signal, lost]));
  return await runGranted(client, permission, runUnder, describe);
}

/** The question of a call, if it is open. There is none if the server cannot be asked: the call is then refused. */
export async function findOpenQuestion<Arguments, Result>(
  options: GuardOptions<Arguments, Result>,
  made: MadeCall<Arguments>,
): Promise<Action | undefined> {
  const asked = await orRefuse(undefined, made.signal, () =>
    proposeCall(options.client, callOf(options, made), askingOf(options, made)),
  );
  return "granted" in asked || asked.state !== "pending" ? undefined : asked;
}

/** Waits until a call is decided. */
export async function untilAnswered<Arguments, Result>(
  options: GuardOptions<Arguments, Result>,
  made: MadeCall<Arguments>,
): Promise<Action | RefusedCall> {
  return await decideCall(options.client, callOf(options, made), askingOf(options, made));
}

function askingOf<Arguments, Result>(
  { timeout, expiresInSeconds, leaseSeconds }: GuardOptions<Arguments, Result>,
  { signal }: MadeCall<Arguments>,
): Omit<AskOptions, "worker"> {
  return { timeout, expiresInSeconds, leaseSeconds, signal };
}

function callOf<Arguments, Result>(
  { scope, actionType, summary, repository, pause = false }: GuardOptions<Arguments, Result>,
  { name, given, callId }: MadeCall<Arguments>,
): ToolCall {
  return {
    scope,
    actionType: actionType ?? name,
    arguments: given,
    summary: summary?.(given) ?? summarize(name, given),
    repository: repository?.(given),
    callId: pause ? callId : undefined,
  };
}
