import type { PendingActionState } from "@handsfree/schema";
import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactText, type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { pendingActionStates } from "./words.ts";

/** An action with a side effect that waits, or waited, for a person's decision. */
export interface PendingActionJson {
  id: string;
  user_id: string;
  /** The person in whose name it was proposed; null where that is not known. */
  proposed_by: string | null;
  summary: string;
  action_type: string;
  action_payload: unknown;
  payload_digest: string;
  /** What to show to the person who decides: invisible characters are escaped. */
  display: {
    summary: string;
    action_type: string;
    /** As JSON. */
    action_payload: string;
  };
  state: PendingActionState;
  /** The ids of those who may decide. */
  approvers: string[];
  required_approvals: number;
  /** How many people have approved. */
  approvals: number;
  proposer_may_approve: boolean;
  idempotency_key: string | null;
  /** The first instant at which it can no longer be decided. */
  expires_at: string;
  decided_at: string | null;
  decided_by: string | null;
  decision_reason: string | null;
  /** How often its execution has begun. */
  attempts: number;
  /** 0 where the person who confirms it carries it out. */
  max_attempts: number;
  worker: string | null;
  lease_expires_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  result: unknown;
  error: string | null;
  created_at: string;
}

export const PendingActionSchema: NamedSchema<PendingActionJson> = named("PendingAction", {
  id: Uuid,
  user_id: Uuid,
  proposed_by: Nullable(Uuid),
  summary: Type.String(),
  action_type: Type.String(),
  action_payload: Type.Unknown(),
  payload_digest: Type.String({
    description:
      "v2: and, in hexadecimal, SHA-256 of a canonical JSON object (RFC 8785, but for numbers that no double spells) of the members action_payload, action_type, approvers (sorted), proposed_by, proposer_may_approve, required_approvals, summary and user_id of this action. An action of an earlier release has 64 digits: the digest of the payload alone",
  }),
  display: Type.Object(
    {
      summary: Type.String(),
      action_type: Type.String(),
      action_payload: Type.String({ description: "As JSON" }),
    },
    {
      description:
        "What to show to the person who decides: characters that do not show, or turn directions, are written as \\u200b",
    },
  ),
  state: OneOf(pendingActionStates),
  approvers: Type.Array(Uuid, { description: "Who may decide" }),
  required_approvals: Type.Integer(),
  approvals: Type.Integer(),
  proposer_may_approve: Type.Boolean(),
  idempotency_key: Nullable(Type.String()),
  expires_at: Time,
  decided_at: Nullable(Time),
  decided_by: Nullable(Uuid),
  decision_reason: Nullable(Type.String()),
  attempts: Type.Integer({ description: "How often its execution has begun" }),
  max_attempts: Type.Integer({ description: "0 where the person who confirms it carries it out" }),
  worker: Nullable(Type.String()),
  lease_expires_at: Nullable(Time),
  started_at: Nullable(Time),
  ended_at: Nullable(Time),
  result: Type.Unknown(),
  error: Nullable(Type.String()),
  created_at: Time,
});

export const PendingActionPageSchema: NamedSchema<PageJson<PendingActionJson>> =
  pageOf(PendingActionSchema);

/** What a pending action is rendered from; `display` is made of it. */
export type PendingActionRecord = RecordOf<Omit<PendingActionJson, "display">> & {
  readonly actionPayloadJson: string;
};

const render = rendererOf(PendingActionSchema);

export function renderPendingAction(
  action: PendingActionRecord,
  exact: ExactText,
): PendingActionJson {
  const display = {
    summary: exact.showInvisible(action.summary as string),
    action_type: exact.showInvisible(action.actionType as string),
    action_payload: exact.showInvisible(action.actionPayloadJson),
  };
  return render({ ...action, display }, exact);
}

/** An action that was proposed, with the token that decides it. */
export interface ProposedActionJson extends PendingActionJson {
  /** Null where a retry finds that the action can no longer be decided. */
  token: string | null;
}

export const ProposedActionSchema: NamedSchema<ProposedActionJson> = Type.Unsafe({
  $id: "ProposedAction",
  allOf: [
    Type.Object({
      token: Nullable(
        Type.String({ description: "Decides the action. Null once it cannot be decided" }),
      ),
    }),
    ref(PendingActionSchema),
  ],
}) as NamedSchema<ProposedActionJson>;

export function renderProposedAction(
  { token, action }: { readonly token: string | null; readonly action: PendingActionRecord },
  exact: ExactText,
): ProposedActionJson {
  return { token, ...renderPendingAction(action, exact) };
}
