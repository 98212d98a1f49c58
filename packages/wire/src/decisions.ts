import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import {
  type PendingActionJson,
  type PendingActionRecord,
  PendingActionSchema,
  renderPendingAction,
} from "./pending-actions.ts";
import type { ExactText } from "./render.ts";
import { Nullable, OneOf } from "./values.ts";

/** The schema of a decision, `DecidedAction` in openapi.json. */
export const DecidedActionSchema = named("DecidedAction", {
  outcome: OneOf(["confirmed", "cancelled"]),
  action: ref(PendingActionSchema),
});
/** A decision that ended the wait. */
export type DecidedActionJson = Static<typeof DecidedActionSchema>;

/** The schema of an approval, `ApprovedAction` in openapi.json. */
export const ApprovedActionSchema = named(
  "ApprovedAction",
  {
    outcome: OneOf(["approved"]),
    missing: Type.Integer({ description: "How many more people must approve" }),
    action: ref(PendingActionSchema),
  },
  { description: "The approval counts, and the action takes more" },
);
/** An approval of an action that needs more of them: `missing` more people must approve. */
export type ApprovedActionJson = Static<typeof ApprovedActionSchema>;

/** The schema of the end of a wait for a decision, `AwaitedDecision` in openapi.json. */
export const AwaitedDecisionSchema = named("AwaitedDecision", {
  outcome: OneOf(["confirmed", "cancelled", "rejected", "denied", "expired", "timed_out"]),
  action: Nullable(ref(PendingActionSchema)),
});
/** The end of a wait for a decision; `action` is null when the wait timed out. */
export type AwaitedDecisionJson = Static<typeof AwaitedDecisionSchema>;

/** Renders the outcome of a call: the action by `renderPendingAction`, the other members unchanged. */
export function renderActionOutcome<Outcome extends { readonly action: PendingActionRecord }>(
  { action, ...outcome }: Outcome,
  exact: ExactText,
): Omit<Outcome, "action"> & { action: PendingActionJson } {
  return { ...outcome, action: renderPendingAction(action, exact) };
}
