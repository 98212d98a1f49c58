import {
  type HandsFreeClient,
  HandsFreeConnectionError,
  HandsFreeProblem,
} from "@handsfree/client";
import { keyOfCall } from "./call-key.ts";
import type { Action, Permission, RefusedCall } from "./permission.ts";
import { refuse, refuseEnded, refuseFailure } from "./refusals.ts";
import type { ToolCall } from "./tool-call.ts";

/** Options of `askForCall`. */
export interface AskOptions {
  /** The name of the program that runs the call, for the audit trail. */
  readonly worker: string;
  /** How long to wait for people, in milliseconds. Default: until they have decided or the question expires. */
  readonly timeout?: number | undefined;
  /** How long the question is open, in whole seconds from 10 to 30 days. Default 3600. A policy can say otherwise. */
  readonly expiresInSeconds?: number | undefined;
  /**
   * How long the call may run without a heartbeat before its outcome counts as unknown, in whole seconds from 1 to
   * 43,200. Default 60.
   */
  readonly leaseSeconds?: number | undefined;
  /** Whether people may change the arguments. Give true only where the changed ones are what runs. Default false. */
  readonly editable?: boolean | undefined;
  /** Ends the wait. The question stays open. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the call begins to wait for people. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Asks whether a call may run: proposes it as an action, waits for the decision, and claims it. The same call resumes
 * its open question, and a call that was approved runs once. Any failure is a refusal, so that a call never runs
 * without permission.
 *
 * The client's key needs the scopes `actions:propose` and `actions:execute`.
 *
 * @throws the reason of the signal when it is aborted.
 */
export async function askForCall(
  client: HandsFreeClient,
  call: ToolCall,
  options: AskOptions,
): Promise<Permission> {
  const { signal } = options;
  try {
    const proposed = await propose(client, call, options);
    const decided = await untilDecided(client, proposed, options);
    if ("granted" in decided) return decided;
    return await claim(client, call, decided, options);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HandsFreeProblem || error instanceof HandsFreeConnectionError) {
      return refuseFailure(error);
    }
    throw error;
  }
}

function propose(
  client: HandsFreeClient,
  call: ToolCall,
  { expiresInSeconds, editable = false, signal }: AskOptions,
): Promise<Action> {
  const { summary, actionType, arguments: payload, repository } = call;
  const body = {
    summary,
    action_type: actionType,
    action_payload: payload,
    renewable: true,
    // A second attempt could repeat what the first one did.
    max_attempts: 1,
    editable,
    ...(repository !== undefined && { repository }),
    ...(expiresInSeconds !== undefined && { expires_in_seconds: expiresInSeconds }),
  };
  return client.pendingActions.propose(body, { signal, idempotencyKey: keyOfCall(call) });
}

async function untilDecided(
  client: HandsFreeClient,
  action: Action,
  { timeout, signal, onWait }: AskOptions,
): Promise<Action | RefusedCall> {
  if (action.state === "confirmed") return action;
  if (action.state !== "pending") return refuseEnded(action);
  onWait?.();
  const { outcome, action: decided } = await client.pendingActions.waitForDecision(action.id, {
    timeout,
    signal,
  });
  if (outcome === "confirmed" && decided !== null) return decided;
  return outcome === "timed_out" || decided === null
    ? refuse("unanswered", action)
    : refuseEnded(decided);
}

async function claim(
  client: HandsFreeClient,
  call: ToolCall,
  { id, action_type }: Action,
  { worker, leaseSeconds = 60, signal }: AskOptions,
): Promise<Permission> {
  const { items } = await client.pendingActions.claim(
    { id, types: [action_type], worker, lease_seconds: leaseSeconds },
    { signal },
  );
  const [claimed] = items;
  if (claimed === undefined) return refuseEnded(await client.pendingActions.get(id, { signal }));
  const { action, lease } = claimed;
  const edited = action.version > 1;
  return {
    granted: true,
    actionId: id,
    // The caller's own value, since reading the answer can lose digits of numbers.
    arguments: edited ? action.action_payload : call.arguments,
    edited,
    asked: action.decided_by !== null || action.approvals > 0,
    lease: { token: lease.token, expiresAt: new Date(lease.expires_at), seconds: leaseSeconds },
  };
}
