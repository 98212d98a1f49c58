import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import {
  type PendingActionJson,
  type PendingActionRecord,
  PendingActionSchema,
  renderPendingAction,
} from "./pending-actions.ts";
import type { ExactText } from "./render.ts";
import { Nullable, OneOf, Uuid } from "./values.ts";

/** The schema of a decision, `DecidedAction` in openapi.json. */
export const DecidedActionSchema = named("DecidedAction", {
  outcome: OneOf(["confirmed", "cancelled", "rejected"]),
  action: ref(PendingActionSchema),
});
/** A decision that ended the action's wait. */
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

/** The schema of an edit, `EditedAction` in openapi.json. */
export const EditedActionSchema = named(
  "EditedAction",
  { outcome: OneOf(["edited"]), action: ref(PendingActionSchema) },
  { description: "The action has the next version, without approvals" },
);
/** An edit, with the action as it is now. */
export type EditedActionJson = Static<typeof EditedActionSchema>;

/** The schema of an approval that was taken back, `TakenBackAction` in openapi.json. */
export const TakenBackActionSchema = named(
  "TakenBackAction",
  { outcome: OneOf(["taken_back"]), action: ref(PendingActionSchema) },
  {
    description:
      "The action waits again, as its next version and without approvals; or it is expired, where its time to decide is over",
  },
);
/** An approval that was taken back, with the action as it is now. */
export type TakenBackActionJson = Static<typeof TakenBackActionSchema>;

/** The schema of a preview, `PreviewedAction` in openapi.json. */
export const PreviewedActionSchema = named(
  "PreviewedAction",
  { outcome: OneOf(["previewed"]), action: ref(PendingActionSchema) },
  { description: "The action has this preview" },
);
/** A preview, with the action as it is now. */
export type PreviewedActionJson = Static<typeof PreviewedActionSchema>;

/** The outcomes of one of several decisions. */
export const decisionOutcomes = [
  "confirmed",
  "approved",
  "rejected",
  "already_decided",
  "already_approved",
  "proposer_cannot_approve",
  "strong_confirmation_needed",
  "may_not_decide",
  "digest_mismatch",
  "expired",
  "not_found",
] as const;

/** The schema of one of several decisions, `OneDecision` in openapi.json. */
export const OneDecisionSchema = named("OneDecision", {
  id: Uuid,
  outcome: OneOf(decisionOutcomes),
  missing: Nullable(Type.Integer({ description: "Only if approved: how many more must approve" })),
  action: Nullable(ref(PendingActionSchema, "As it is now; null if it was not found")),
});
/** One of several decisions. */
export type OneDecisionJson = Static<typeof OneDecisionSchema>;

/** The schema of several decisions, `ManyDecisions` in openapi.json. */
export const ManyDecisionsSchema = named("ManyDecisions", {
  decisions: Type.Array(ref(OneDecisionSchema), { description: "In the order of the request" }),
});
/** The outcomes of several decisions, in the order of the request. */
export type ManyDecisionsJson = Static<typeof ManyDecisionsSchema>;

/** An outcome of the domain: with the action, except if it was not found. */
interface DecisionRecord {
  readonly outcome: string;
  readonly missing?: number;
  readonly action?: PendingActionRecord;
}

/** Renders the outcomes of decisions about the actions with these ids, in their order. */
export function renderManyDecisions(
  ids: readonly string[],
  decisions: readonly DecisionRecord[],
  exact: ExactText,
): ManyDecisionsJson {
  return {
    decisions: decisions.map(({ outcome, missing, action }, index) => ({
      id: ids[index] ?? "",
      outcome: outcome as OneDecisionJson["outcome"],
      missing: missing ?? null,
      action: action === undefined ? null : renderPendingAction(action, exact),
    })),
  };
}

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
