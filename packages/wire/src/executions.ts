import Type, { type Static } from "typebox";
import { type ActionLeaseRecord, ActionLeaseSchema, renderActionLease } from "./action-lease.ts";
import { named, ref } from "./named-schema.ts";
import {
  type PendingActionRecord,
  PendingActionSchema,
  renderPendingAction,
} from "./pending-actions.ts";
import type { ExactText } from "./render.ts";
import { OneOf, Time } from "./values.ts";

/** The schema of a claimed action, `ClaimedAction` in openapi.json. */
export const ClaimedActionSchema = named("ClaimedAction", {
  action: ref(PendingActionSchema),
  lease: ActionLeaseSchema,
  idempotency_key: Type.String({
    description: "The same for each attempt; hand it to the remote side, so that it acts once",
  }),
});
/** An action that a worker has taken, to execute it under a lease. */
export type ClaimedActionJson = Static<typeof ClaimedActionSchema>;

/** The schema of the answer to a claim, `ActionClaim` in openapi.json. */
export const ActionClaimSchema = named("ActionClaim", {
  items: Type.Array(ref(ClaimedActionSchema), {
    maxItems: 1,
    description: "Empty if there is nothing to do",
  }),
});
/** The action that a worker has claimed, if there was one. */
export type ActionClaimJson = Static<typeof ActionClaimSchema>;

/** The domain object of `renderClaimedAction`. */
export interface ClaimedActionRecord {
  readonly action: PendingActionRecord;
  readonly lease: ActionLeaseRecord;
  readonly idempotencyKey: string;
}

/** Renders a claimed action with the token of its lease, which no other answer holds. */
export function renderClaimedAction(
  { action, lease, idempotencyKey }: ClaimedActionRecord,
  exact: ExactText,
): ClaimedActionJson {
  return {
    action: renderPendingAction(action, exact),
    lease: renderActionLease(lease),
    idempotency_key: idempotencyKey,
  };
}

/** The schema of an execution that has ended, `EndedExecution` in openapi.json. */
export const EndedExecutionSchema = named("EndedExecution", {
  outcome: OneOf(["succeeded", "failed"]),
  action: ref(PendingActionSchema),
});
/** An execution that has ended. */
export type EndedExecutionJson = Static<typeof EndedExecutionSchema>;

/** The schema of an action's lease after a heartbeat, `ExtendedActionLease` in openapi.json. */
export const ExtendedActionLeaseSchema = named("ExtendedActionLease", {
  outcome: OneOf(["extended"]),
  lease_expires_at: Time,
});
/** A lease of an action that a heartbeat extended. */
export type ExtendedActionLeaseJson = Static<typeof ExtendedActionLeaseSchema>;

/** The schema of an action's lease that was released, `ReleasedActionLease` in openapi.json. */
export const ReleasedActionLeaseSchema = named("ReleasedActionLease", {
  outcome: OneOf(["released"]),
});
/** A lease of an action that its worker released. */
export type ReleasedActionLeaseJson = Static<typeof ReleasedActionLeaseSchema>;
