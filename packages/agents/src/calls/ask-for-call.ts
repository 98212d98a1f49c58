import { randomBytes } from "node:crypto";
import type { HandsFreeClient, ProposedAction } from "@handsfree/client";
import { keyOfCall } from "./call-key.ts";
import type { Action, Permission, RefusedCall } from "./permission.ts";
import { orRefuse, refuse, refuseEnded } from "./refusals.ts";
import type { ToolCall } from "./tool-call.ts";

/** The terms of the question. Calls that ask again give the same. */
export interface ProposalOptions {
  /** How long the question is open, in whole seconds from 10 to 30 days. Default 3600. A policy can say otherwise. */
  readonly expiresInSeconds?: number | undefined;
  /** Whether people may change the arguments. Give true only where the changed ones are what runs. Default false. */
  readonly editable?: boolean | undefined;
  /** How often the call may begin. Default 1: a second attempt could repeat what the first one did. */
  readonly maxAttempts?: number | undefined;
  /** Ends the wait. The question stays open. */
  readonly signal?: AbortSignal | undefined;
}

/** Who runs a call, and for how long. */
export interface ClaimOptions {
  /** The name of the program that runs the call, for the audit trail. */
  readonly worker: string;
  /**
   * How long the call may run without a heartbeat before its outcome counts as unknown, in whole seconds from 1 to
   * 43,200. Default 60.
   */
  readonly leaseSeconds?: number | undefined;
}

/** In seconds. */
const defaultLease = 60;

/** Options of `askForCall`. */
export interface AskOptions extends ProposalOptions, ClaimOptions {
  /** How long to wait for people, in milliseconds. Default: until they have decided or the question expires. */
  readonly timeout?: number | undefined;
  /** Called when the call begins to wait for people. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Asks whether a call may run: proposes it as an action, waits for the decision, and claims it. A call that is allowed
 * already costs one request. The same call resumes its open question, and a call that was approved runs once. Any
 * failure is a refusal, so that a call never runs without permission.
 *
 * The client's key needs the scopes `actions:propose` and `actions:execute`.
 *
 * @throws the reason of the signal when it is aborted.
 * @throws {TypeError} for arguments that JSON cannot hold.
 */
export async function askForCall(
  client: HandsFreeClient,
  call: ToolCall,
  options: AskOptions,
): Promise<Permission> {
  const asked = await orRefuse(undefined, options.signal, () =>
    proposeCall(client, call, options, options),
  );
  return "granted" in asked ? asked : await askForProposed(client, call, asked, options);
}

/**
 * Waits for the decision about the action of a call, and claims it, unless its proposal did: the second half of
 * `askForCall`.
 */
export async function askForProposed(
  client: HandsFreeClient,
  call: ToolCall,
  proposed: Action,
  options: AskOptions,
): Promise<Permission> {
  const { signal } = options;
  if ("lease" in proposed && proposed.lease !== null) {
    return grant(call, proposed, proposed.lease, options);
  }
  const decided = await orRefuse(proposed, signal, () => untilDecided(client, proposed, options));
  if ("granted" in decided) return decided;
  return await orRefuse(decided, signal, () => claim(client, call, decided, options));
}

/** Asks whether a call may run, and waits for the decision, without a claim. */
export async function decideCall(
  client: HandsFreeClient,
  call: ToolCall,
  options: Omit<AskOptions, "worker">,
): Promise<Action | RefusedCall> {
  const { signal } = options;
  const asked = await orRefuse(undefined, signal, () => proposeCall(client, call, options));
  if ("granted" in asked) return asked;
  return await orRefuse(asked, signal, () => untilDecided(client, asked, options));
}

/**
 * Proposes a call, or finds its question, and does not wait.
 *
 * @param claimant claims the call at once if it may run, so that the answer has a lease. Default: no claim.
 * @throws {HandsFreeProblem} if the server refuses.
 * @throws {HandsFreeConnectionError} if there is no answer.
 * @throws {TypeError} for arguments that JSON cannot hold.
 */
export function proposeCall(
  client: HandsFreeClient,
  call: ToolCall,
  { expiresInSeconds, editable = false, maxAttempts = 1, signal }: ProposalOptions,
  claimant?: ClaimOptions,
): Promise<ProposedAction> {
  const { summary, actionType, arguments: payload, repository, callId } = call;
  const body = {
    summary,
    action_type: actionType,
    action_payload: payload,
    renewable: callId === undefined,
    max_attempts: maxAttempts,
    editable,
    ...(repository !== undefined && { repository }),
    ...(expiresInSeconds !== undefined && { expires_in_seconds: expiresInSeconds }),
    ...(claimant !== undefined && {
      claim: {
        worker: claimant.worker,
        lease_seconds: claimant.leaseSeconds ?? defaultLease,
        lease_token: randomBytes(32).toString("base64url"),
      },
    }),
  };
  return client.pendingActions.propose(body, { signal, idempotencyKey: keyOfCall(call) });
}

async function untilDecided(
  client: HandsFreeClient,
  action: Action,
  { timeout, signal, onWait }: Pick<AskOptions, "timeout" | "signal" | "onWait">,
): Promise<Action | RefusedCall> {
  const isConfirmed = action.state === "confirmed";
  if (isConfirmed && action.executable_at === null) return action;
  // During its time of grace an approval can be taken back, so it is waited for as a decision is.
  if (!isConfirmed && action.state !== "pending") return refuseEnded(action);
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
  options: Pick<AskOptions, "worker" | "leaseSeconds" | "signal">,
): Promise<Permission> {
  const { worker, leaseSeconds = defaultLease, signal } = options;
  const { items } = await client.pendingActions.claim(
    { id, types: [action_type], worker, lease_seconds: leaseSeconds },
    { signal },
  );
  const [claimed] = items;
  if (claimed === undefined) return refuseEnded(await client.pendingActions.get(id, { signal }));
  return grant(call, claimed.action, claimed.lease, options);
}

function grant(
  call: ToolCall,
  action: Action,
  lease: { readonly token: string; readonly expires_at: string },
  { leaseSeconds = defaultLease }: Pick<AskOptions, "leaseSeconds">,
): Permission {
  const edited = action.edited_by !== null;
  return {
    granted: true,
    actionId: action.id,
    // The caller's own value, since reading the answer can lose digits of numbers.
    arguments: edited ? action.action_payload : call.arguments,
    edited,
    payloadDigest: action.payload_digest,
    asked: action.decided_by !== null || action.approvals > 0,
    lease: { token: lease.token, expiresAt: new Date(lease.expires_at), seconds: leaseSeconds },
  };
}
