import type { HandsFreeClient, ProposedAction } from "@handsfree/client";

/** An action as the client answers it. */
export type Action = Awaited<ReturnType<HandsFreeClient["pendingActions"]["get"]>> | ProposedAction;

/** The answer to a call: it may run once, or it must not run. */
export type Permission = GrantedCall | RefusedCall;

/** A call that may run once, now, with these arguments. */
export interface GrantedCall {
  readonly granted: true;
  readonly actionId: string;
  /** The arguments to run: those of the call, or those that a person changed them to. */
  readonly arguments: unknown;
  /** Whether a person changed the arguments. */
  readonly edited: boolean;
  /** The digest of what was approved, by which the audit trail names it. */
  readonly payloadDigest: string;
  /** Whether people or their grants decided it; false if a policy allows it without them. */
  readonly asked: boolean;
  /** The right to run it, for heartbeats and reports. */
  readonly lease: {
    readonly token: string;
    readonly expiresAt: Date;
    /** In seconds, as it was asked for. */
    readonly seconds: number;
  };
}

/** Why a call must not run. */
export type Refusal =
  /** A policy denies it. */
  | "denied"
  /** A person rejected it. */
  | "rejected"
  /** Its owner or proposer withdrew it. */
  | "withdrawn"
  /** The question expired without an answer. */
  | "expired"
  /** There is no answer yet. The question stays, and the same call resumes it. */
  | "unanswered"
  /** The same call was approved and has begun elsewhere, or its outcome is not known. */
  | "begun"
  /** Too many questions are open. */
  | "too_many_open"
  /** The server does not take the question, for example because the arguments are too large. */
  | "invalid"
  /** The server cannot be reached, or refuses the key. */
  | "unavailable";

/** A call that must not run. */
export interface RefusedCall {
  readonly granted: false;
  readonly refusal: Refusal;
  /** Sentences for the agent's model and its user: why, and what to do. */
  readonly reason: string;
  /** Null if there is no action, or none that is known. */
  readonly actionId: string | null;
}
