import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import {
  type PendingActionJson,
  type PendingActionRecord,
  PendingActionSchema,
  renderPendingAction,
} from "./pending-actions.ts";
import type { ExactText } from "./render.ts";
import { Nullable, OneOf } from "./values.ts";

/** A decision that ended the waiting. */
export interface DecidedActionJson {
  outcome: "confirmed" | "cancelled";
  action: PendingActionJson;
}

export const DecidedActionSchema: NamedSchema<DecidedActionJson> = named("DecidedAction", {
  outcome: OneOf(["confirmed", "cancelled"]),
  action: ref(PendingActionSchema),
});

/** An approval of an action that takes more. */
export interface ApprovedActionJson {
  outcome: "approved";
  /** How many more people must approve. */
  missing: number;
  action: PendingActionJson;
}

export const ApprovedActionSchema: NamedSchema<ApprovedActionJson> = named(
  "ApprovedAction",
  {
    outcome: OneOf(["approved"]),
    missing: Type.Integer({ description: "How many more people must approve" }),
    action: ref(PendingActionSchema),
  },
  { description: "The approval counts, and the action takes more" },
);

/** The end of a wait for a decision. */
export interface AwaitedDecisionJson {
  outcome: "confirmed" | "cancelled" | "expired" | "timed_out";
  /** Null when the wait timed out. */
  action: PendingActionJson | null;
}

export const AwaitedDecisionSchema: NamedSchema<AwaitedDecisionJson> = named("AwaitedDecision", {
  outcome: OneOf(["confirmed", "cancelled", "expired", "timed_out"]),
  action: Nullable(ref(PendingActionSchema)),
});

/** The outcome of a call, with the action as it is now. */
export function renderActionOutcome<Outcome extends { readonly action: PendingActionRecord }>(
  { action, ...outcome }: Outcome,
  exact: ExactText,
): Omit<Outcome, "action"> & { action: PendingActionJson } {
  return { ...outcome, action: renderPendingAction(action, exact) };
}
