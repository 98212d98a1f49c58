import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import {
  type PendingActionJson,
  type PendingActionRecord,
  PendingActionSchema,
  renderPendingAction,
} from "./pending-actions.ts";
import type { ExactText } from "./render.ts";
import { OneOf, Time } from "./values.ts";

/** An action that a worker has taken, to execute it under a lease. */
export interface ClaimedActionJson {
  action: PendingActionJson;
  lease: {
    /** Needed by heartbeats and reports; no other answer holds it. */
    token: string;
    expires_at: string;
    /** From 1. */
    attempt: number;
  };
  /** The same for each attempt. */
  idempotency_key: string;
}

export const ClaimedActionSchema: NamedSchema<ClaimedActionJson> = named("ClaimedAction", {
  action: ref(PendingActionSchema),
  lease: Type.Object({
    token: Type.String({ description: "Heartbeats and reports need it; no other answer holds it" }),
    expires_at: Time,
    attempt: Type.Integer({ description: "The number of this execution of the action, from 1" }),
  }),
  idempotency_key: Type.String({
    description: "The same for each attempt; hand it to the remote side, so that it acts once",
  }),
});

/** What a claim is rendered from. */
export interface ClaimedActionRecord {
  readonly action: PendingActionRecord;
  readonly lease: { readonly token: string; readonly expiresAt: Date; readonly attempt: number };
  readonly idempotencyKey: string;
}

export function renderClaimedAction(
  { action, lease: { token, expiresAt, attempt }, idempotencyKey }: ClaimedActionRecord,
  exact: ExactText,
): ClaimedActionJson {
  return {
    action: renderPendingAction(action, exact),
    lease: { token, expires_at: expiresAt.toISOString(), attempt },
    idempotency_key: idempotencyKey,
  };
}

/** An execution that has ended. */
export interface EndedExecutionJson {
  outcome: "succeeded" | "failed";
  action: PendingActionJson;
}

export const EndedExecutionSchema: NamedSchema<EndedExecutionJson> = named("EndedExecution", {
  outcome: OneOf(["succeeded", "failed"]),
  action: ref(PendingActionSchema),
});

/** A lease of an action that goes on. */
export interface ExtendedActionLeaseJson {
  outcome: "extended";
  lease_expires_at: string;
}

export const ExtendedActionLeaseSchema: NamedSchema<ExtendedActionLeaseJson> = named(
  "ExtendedActionLease",
  { outcome: OneOf(["extended"]), lease_expires_at: Time },
);

/** A lease of an action that was given up. */
export interface ReleasedActionLeaseJson {
  outcome: "released";
}

export const ReleasedActionLeaseSchema: NamedSchema<ReleasedActionLeaseJson> = named(
  "ReleasedActionLease",
  { outcome: OneOf(["released"]) },
);
