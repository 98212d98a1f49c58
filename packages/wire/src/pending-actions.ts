import { decisionSurfaces, pendingActionStates } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import {
  type ActionLeaseJson,
  type ActionLeaseRecord,
  ActionLeaseSchema,
  renderActionLease,
} from "./action-lease.ts";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactText, type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import {
  ActionApprovalSchema,
  ActionReceiptSchema,
  ActorSchema,
  CommandSummarySchema,
  expandedOf,
  Names,
  orNull,
} from "./record-summaries.ts";

const PreviewSchema = Type.Object({
  title: Type.String(),
  url: Nullable(Type.String({ description: "Where to look at what would change" })),
  facts: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
  made_at: Time,
});

/** The schema of a pending action, `PendingAction` in openapi.json. */
export const PendingActionSchema = named("PendingAction", {
  id: Uuid,
  user_id: Uuid,
  proposed_by: Nullable(Uuid),
  service_id: Nullable(Uuid),
  summary: Type.String(),
  effect: Nullable(Type.String({ description: "What will change, in the proposer's words" })),
  preview: Nullable(
    Type.Unsafe<Static<typeof PreviewSchema>>({
      ...PreviewSchema,
      description:
        "What an executor says that this version would do. It is no part of the digest. Characters that do not show, or turn directions, are written as \\u200b",
    }),
  ),
  action_type: Type.String(),
  action_payload: Type.Unknown(),
  repository: Nullable(Type.String({ description: "The owner/name that the action changes" })),
  version: Type.Integer({ description: "Of the payload, from 1; each edit makes the next one" }),
  edited_by: Nullable(Uuid),
  editable: Type.Boolean({ description: "Whether who may decide may change the payload" }),
  payload_digest: Type.String({
    description:
      "v2: and, in hexadecimal, SHA-256 of a canonical JSON object (RFC 8785, but for numbers that no double spells) of the members action_payload, action_type, approvers (sorted), proposed_by, proposer_may_approve, required_approvals, summary and user_id of this action; and of approver_group, effect, escalates_at, escalation_group and repository where they are not null, and of version from 2. An action of an earlier release has 64 digits: the digest of the payload alone",
  }),
  display: Type.Object(
    {
      summary: Type.String(),
      effect: Nullable(Type.String()),
      action_type: Type.String(),
      action_payload: Type.String({ description: "As JSON" }),
    },
    {
      description:
        "What to show to the person who decides: characters that do not show, or turn directions, are written as \\u200b",
    },
  ),
  state: OneOf(pendingActionStates),
  approvers: Type.Array(Uuid, { description: "Who may decide, besides the members of groups" }),
  approver_group: Nullable(
    Type.String({ description: "The name of the group whose members may decide too" }),
  ),
  escalation_group: Nullable(
    Type.String({ description: "The name of the group whose members alone may decide later" }),
  ),
  escalates_at: Nullable(Time),
  required_approvals: Type.Integer(),
  approvals: Type.Integer({ description: "How many people have approved this version" }),
  proposer_may_approve: Type.Boolean(),
  policy_name: Nullable(
    Type.String({ description: "The policy that asked for, or allowed, this version" }),
  ),
  policy_version: Nullable(Type.Integer({ description: "Of the policies that judged it" })),
  idempotency_key: Nullable(Type.String()),
  expires_at: Time,
  decided_at: Nullable(Time),
  decided_by: Nullable(Uuid),
  decision_reason: Nullable(Type.String()),
  decided_surface: Nullable(OneOf(decisionSurfaces)),
  executable_at: Nullable(
    Type.String({
      format: "date-time",
      description:
        "The first instant at which a confirmed action may be carried out, and can no longer be taken back. Null for at once, and once a caller has been told that it may",
    }),
  ),
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
/** An action with a side effect that waits, or waited, for a person's decision. */
export type PendingActionJson = Static<typeof PendingActionSchema>;

/** The domain object of `renderPendingAction`, which makes `display` of it. */
export type PendingActionRecord = RecordOf<Omit<PendingActionJson, "display" | "preview">> & {
  readonly actionPayloadJson: string;
  readonly preview: PreviewRecord | null;
};

interface PreviewRecord {
  readonly title: string;
  readonly url: string | null;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly madeAt: Date;
}

const render = rendererOf(PendingActionSchema);

/** Renders a pending action, with its payload and result as they were stored. It holds no token. */
export function renderPendingAction(
  action: PendingActionRecord,
  exact: ExactText,
): PendingActionJson {
  const display = {
    summary: exact.showInvisible(action.summary as string),
    effect: typeof action.effect === "string" ? exact.showInvisible(action.effect) : null,
    action_type: exact.showInvisible(action.actionType as string),
    action_payload: exact.showInvisible(action.actionPayloadJson),
  };
  const preview = action.preview && renderPreview(action.preview, exact);
  return render({ ...action, display, preview }, exact);
}

function renderPreview(
  { title, url, facts, madeAt }: PreviewRecord,
  { showInvisible }: ExactText,
): Static<typeof PreviewSchema> {
  return {
    title: showInvisible(title),
    url,
    facts: facts.map(({ label, value }) => ({
      label: showInvisible(label),
      value: showInvisible(value),
    })),
    made_at: madeAt.toISOString(),
  };
}

/** An action that was proposed, with the token that decides it. */
export interface ProposedActionJson extends PendingActionJson {
  /** Null where a retry finds that the action can no longer be decided. */
  token: string | null;
  /** The lease of the claim that the proposal asked for; null if there was none, or the action may not run yet. */
  lease: ActionLeaseJson | null;
}

/** The schema of a proposed action, `ProposedAction` in openapi.json. */
export const ProposedActionSchema = Type.Unsafe({
  $id: "ProposedAction",
  allOf: [
    Type.Object({
      token: Nullable(
        Type.String({ description: "Decides the action. Null once it cannot be decided" }),
      ),
      lease: Type.Unsafe<ActionLeaseJson | null>({
        ...Nullable(ActionLeaseSchema),
        description:
          "The right to carry the action out now, if claim asked for it. Null without claim, if the action is not confirmed or executable_at has not come, and for others than the caller who has begun it",
      }),
    }),
    ref(PendingActionSchema),
  ],
}) as NamedSchema<ProposedActionJson>;

/** The domain object of `renderProposedAction`. */
export interface ProposedActionRecord {
  readonly action: PendingActionRecord;
  readonly token: string | null;
  readonly lease: ActionLeaseRecord | null;
}

/** Renders a proposed action: the members of `renderPendingAction`, its token and its lease. */
export function renderProposedAction(
  { token, lease, action }: ProposedActionRecord,
  exact: ExactText,
): ProposedActionJson {
  return {
    token,
    lease: lease && renderActionLease(lease),
    ...renderPendingAction(action, exact),
  };
}

/** The schema of a pending action with what `expand` adds, `ExpandedPendingAction` in openapi.json. */
export const ExpandedPendingActionSchema = expandedOf(PendingActionSchema, {
  names: Names,
  proposer: orNull(ActorSchema, "Who proposed it; null if that was done on the machine itself"),
  confirmation: OneOf(["any", "strong"], {
    description:
      "What an approval takes while the action waits: strong is a sign-in with a passkey in the last 5 minutes, and no voice",
  }),
  approved_by: Type.Array(ref(ActionApprovalSchema), {
    description: "Who has approved it, also earlier versions, the earliest first",
  }),
  receipt: orNull(
    ActionReceiptSchema,
    "What its execution recorded last; null for others than the owner",
  ),
  command: orNull(
    CommandSummarySchema,
    "The command that led to it; null for others than the owner",
  ),
});
/** A pending action, with what `expand` adds. */
export type ExpandedPendingActionJson = Static<typeof ExpandedPendingActionSchema>;

/** The schema of a page of them, `ExpandedPendingActionPage` in openapi.json. */
export const ExpandedPendingActionPageSchema: NamedSchema<PageJson<ExpandedPendingActionJson>> =
  pageOf(ExpandedPendingActionSchema);
